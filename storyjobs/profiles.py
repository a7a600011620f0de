"""What an installation is for, and the defaults that follow from it. A variable that is set wins over them."""

from typing import Any

PROFILES = ("default", "development", "production", "test")
"""`default` is for whoever has said nothing: the guide's values, nothing demanded, nothing opened to strangers."""

DEFAULTS = {  # of each profile, in the order above
    "ENABLE_AUTO_PROCESSING": (True, True, True, False),
    "MAX_CONCURRENT_JOBS": (3, 2, 5, 1),
    "JOB_TIMEOUT_MINUTES": (15, 5, 20, 0.5),
    "JOB_PROCESSING_INTERVAL": (30_000, 10_000, 30_000, 1_000),
    "JOB_RETENTION_DAYS": (7, 1, 30, 0),
    "ENABLE_METRICS_COLLECTION": (True, False, True, False),
    "LOG_FORMAT": ("console", "console", "json", "console"),
}


def defaults_of(profile: str) -> dict[str, Any]:
    """The defaults of one of PROFILES, by the names of the variables."""
    return {name: values[PROFILES.index(profile)] for name, values in DEFAULTS.items()}
