"""{% icon "book" %} and {% picture … %}: parts that every page has."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from users.pages.pictures import sized

register = template.Library()
TURNS = {"arrow", "chevron", "sign-out", "truck"}
"""Icons that point where the reading goes."""
NOTHING = mark_safe("")


@register.simple_tag
def icon(name: str, more: str = "", label: str = "") -> SafeString:
    """A picture from `pages/icons.svg`. With a `label` it speaks for itself; without, the words beside it do.

    `more` are further classes: `large`.
    """
    classes = " ".join(filter(None, ("icon", "turns" if name in TURNS else "", more)))
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, spoken, static("pages/icons.svg"), name
    )


@register.simple_tag
def picture(
    src: str, alt: str, width: int, height: int, eager: bool = False, sources: Any = (), sizes: str = "", more: str = ""
) -> SafeString:
    """An image whose place is kept while it is on its way.

    `width` and `height` are its own, in pixels. `sizes` says how wide it is shown, as in HTML; the browser then takes
    one that fits of `sources`, (address, width) each, or else of those that each of our files has. Pictures are fetched
    when they come near, `eager` ones at once.
    """
    if sizes and not sources:
        sources = sized(src, width)
    found = ", ".join(f"{address} {wide}w" for address, wide in sources)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}"{}{}{}>',
        src,
        alt,
        width,
        height,
        format_html(' class="{}"', more) if more else NOTHING,
        format_html(' srcset="{}" sizes="{}"', found, sizes) if found else NOTHING,
        mark_safe(' fetchpriority="high"') if eager else mark_safe(' loading="lazy" decoding="async"'),
    )


@register.filter
def message_icon(tags: str) -> str:
    """For one of Django's messages, by its tags."""
    return {"success": "check", "error": "alert", "warning": "alert"}.get(tags.rpartition(" ")[2], "info")
