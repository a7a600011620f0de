"""{% sample "scene-3" … %}: a picture of the sample book."""

from django import template
from django.utils.safestring import SafeString

from storybooks.pages import samples
from users.templatetags.pages import picture

register = template.Library()


@register.simple_tag
def sample(name: str, alt: str, sizes: str, eager: bool = False, more: str = "") -> SafeString:
    """One of `samples.NAMES`; `sizes` says how wide it is shown, as in HTML."""
    width, height = samples.size(name)
    sources = [(samples.address(name, wide), wide) for wide in samples.WIDTHS]
    return picture(sources[1][0], alt, width, height, eager=eager, sources=sources, sizes=sizes, more=more)
