"""Small words in the language of the page."""

from django.utils.translation import ngettext

MINUTE, HOUR = 60, 3600


def how_long(seconds: float) -> str:
    """ "40 seconds", "3 minutes" or "2 hours": never less than it is."""
    if seconds <= 90:
        whole = max(1, -int(-seconds // 1))
        return ngettext("%(count)d second", "%(count)d seconds", whole) % {"count": whole}
    if seconds <= 90 * MINUTE:
        whole = -int(-seconds // MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", whole) % {"count": whole}
    whole = -int(-seconds // HOUR)
    return ngettext("%(count)d hour", "%(count)d hours", whole) % {"count": whole}
