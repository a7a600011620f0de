"""How the admin looks and what its sidebar leads to: settings of django-unfold.

Paper by day and ink by night: one scale of grounds whose light end is warm and whose dark end is blue.
"""

from django.http import HttpRequest
from django.templatetags.static import static

_PAPER_TO_INK = {
    "50": "oklch(98.4% .006 85)",
    "100": "oklch(96.4% .009 85)",
    "200": "oklch(91.8% .012 82)",
    "300": "oklch(86.2% .014 80)",
    "400": "oklch(70.5% .018 275)",
    "500": "oklch(54% .026 272)",
    "600": "oklch(44% .032 271)",
    "700": "oklch(36.4% .036 271)",
    "800": "oklch(27.2% .038 271)",
    "900": "oklch(21% .036 272)",
    "950": "oklch(15.5% .032 273)",
}
_NIGHT_SKY = {
    "50": "oklch(97% .014 262)",
    "100": "oklch(93.6% .032 262)",
    "200": "oklch(88.2% .06 263)",
    "300": "oklch(80.6% .1 264)",
    "400": "oklch(73% .13 266)",
    "500": "oklch(65% .16 267)",
    "600": "oklch(49.5% .165 268)",
    "700": "oklch(43.5% .15 269)",
    "800": "oklch(37.5% .125 270)",
    "900": "oklch(32% .1 271)",
    "950": "oklch(23.5% .075 272)",
}


def _static(path: str):
    """Looked up when a page is made: the settings come before the files."""
    return lambda request: static(path)


def _sidebar(request: HttpRequest) -> list:
    from storyjobs.sidebar import sidebar  # it needs the apps, which need the settings

    return sidebar(request)


UNFOLD = {
    "SITE_TITLE": "storyjobs",
    "SITE_HEADER": "storyjobs",
    "SITE_URL": None,
    "SITE_ICON": _static("staff/icon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("staff/icon.svg")}],
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "7px",
    "COLORS": {
        "base": _PAPER_TO_INK,
        "primary": _NIGHT_SKY,
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-950)",
            "important-dark": "var(--color-base-100)",
        },
    },
    "STYLES": [_static("staff/staff.css")],
    "SCRIPTS": [_static("staff/staff.js")],
    "DASHBOARD_CALLBACK": "jobs.admin.dashboard.shown",
    "SIDEBAR": {"navigation": _sidebar},
}
