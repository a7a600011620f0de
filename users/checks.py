"""What `manage.py check --deploy` says of signing in."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def codes_reach_phones(app_configs, **kwargs) -> list[Warning]:
    hints = {
        "console": "Whoever reads the log may sign in as anybody. Set CODE_DELIVERY to sms or email.",
        "off": "Nobody can sign in by phone. Set CODE_DELIVERY to sms or email.",
    }
    hint = hints.get(settings.CODE_DELIVERY)
    return [Warning("One-time codes do not reach their phones.", hint=hint, id="users.W001")] if hint else []


@register(Tags.security, deploy=True)
def keys_come_safely(app_configs, **kwargs) -> list[Warning]:
    """Whoever can answer in that server's name could sign in as anybody."""
    plain = (settings.SUPABASE_JWKS_URL or "").startswith("http://")
    return [Warning("SUPABASE_JWKS_URL is not https.", hint="Use https.", id="users.W002")] if plain else []
