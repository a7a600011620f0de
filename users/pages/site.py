"""What browsers and search engines ask of a site beside its pages: its icon, its place on a home screen, robots.txt."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe

A_DAY = "public, max-age=86400"
ICONS = (192, 512)
"""Pixels. Their mark stands so far from the edges that a phone may cut them round."""
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /media/
"""
"""Pages are left out: one that shall not be found says so itself, which only who fetches it can read."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain", headers={"Cache-Control": A_DAY})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look that show a file of ours and no page, which would name its icon."""
    answer = HttpResponseRedirect(static("pages/favicon.ico"))
    answer.headers["Cache-Control"] = A_DAY
    return answer


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """https://www.w3.org/TR/appmanifest/: what a phone's home screen shows of us."""
    drawn = [
        {"src": static(f"pages/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"} for side in ICONS
    ]
    about = {
        "id": "/",
        "name": "storyjobs",
        "description": gettext("Picture books from a photo and a story"),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f7ecd9",
        "theme_color": "#f7ecd9",
        "icons": [icon | {"purpose": purpose} for icon in drawn for purpose in ("any", "maskable")],
    }
    answer = JsonResponse(about, content_type="application/manifest+json", headers={"Cache-Control": A_DAY})
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer
