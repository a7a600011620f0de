"""Which device somebody is signed in on, as its browser names itself; and the list of browsers' sessions kept true."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from users import sign_ins

# Whoever comes first wins: most browsers also call themselves by the names below theirs.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
PHONES = ("iPhone", "Android")


def device_of(request: HttpRequest) -> str:
    """As "Chrome, Android"; "" for programs. Nothing else of what a browser says of itself is kept."""
    said = request.META.get("HTTP_USER_AGENT", "")
    return ", ".join(filter(None, (_first(BROWSERS, said), _first(SYSTEMS, said))))


def _first(names: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in names if mark in said), "")


@receiver(user_logged_in)
def _remember(sender, request: HttpRequest, user, **signal) -> None:
    if not request.session.session_key:  # somebody else was signed in here until now
        request.session.create()
    expires_at = request.session.get_expiry_date()
    sign_ins.remember_session(user, request.session.session_key, device_of(request), expires_at)


@receiver(user_logged_out)
def _forget(sender, request: HttpRequest, user, **signal) -> None:
    if request.session.session_key:
        sign_ins.end_session(request.session.session_key)
