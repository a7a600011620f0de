"""How the admin writes moments: short, the same width, 24 hours, UTC."""

DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "j M, H:i"
DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
THOUSAND_SEPARATOR = ","
