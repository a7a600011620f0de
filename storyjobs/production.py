"""What an installation must have that serves families for real. Whatever is missing is named before anything starts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

from storyjobs.env import Environment


def refuse_unfit(env: Environment, settings: Mapping[str, Any]) -> None:
    """Note everything that production lacks; `env.check()` raises for it."""
    site = urlsplit(settings["SITE_URL"])
    allowed = settings["ALLOWED_HOSTS"]
    named = env.is_set("ALLOWED_HOSTS") and "*" not in allowed and validate_host(site.hostname or "", allowed)
    rules = (
        ("SECRET_KEY", env.is_set("SECRET_KEY"), "must be set, to the same on all machines"),
        ("DATABASE_URL", env.is_set("DATABASE_URL"), "must be set: the embedded server is for one machine alone"),
        ("SITE_URL", site.scheme == "https", "must start with https://"),
        ("ALLOWED_HOSTS", named, "must name the host of SITE_URL, and not be *"),
        ("DEBUG", not settings["DEBUG"], "must be false: strangers would see the code around each error"),
        ("CODE_DELIVERY", settings["CODE_DELIVERY"] != "console", "must not be console: codes would stand in the log"),
        # Without a key the offline studio would quietly draw for families who pay.
        ("OPENAI_API_KEY", env.is_set("OPENAI_API_KEY") or env.is_set("STUDIO"), "must be set, or STUDIO be offline"),
    )
    for name, fits, sentence in rules:
        if not fits:
            env.refuse(name, f"{sentence} (ENVIRONMENT is production)")
