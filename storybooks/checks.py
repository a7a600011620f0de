"""What `manage.py check --deploy` says of the studio."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def prices_are_known(app_configs, **kwargs) -> list[Warning]:
    """A call without a price counts for no budget."""
    if settings.STUDIO != "openai":
        return []
    from storybooks.studio.openai.prices import price_of

    paid = ("OPENAI_TEXT_MODEL", "OPENAI_VISION_MODEL", "OPENAI_IMAGE_MODEL")
    unknown = [name for name in paid if price_of(getattr(settings, name)) is None]
    hint = "Budgets do not count its calls. Add its price to storybooks/studio/openai/prices.py."
    return [Warning(f"Nobody knows the price of {name}.", hint=hint, id="storybooks.W001") for name in unknown]
