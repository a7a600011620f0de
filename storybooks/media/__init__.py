"""Where pictures and books are kept: one factory over the stores."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .base import MediaStore


def media_store(name: str | None = None) -> MediaStore:
    """The named store, by default `settings.MEDIA_STORE`; its library is imported only when it is chosen."""
    name = name or settings.MEDIA_STORE
    if name == "cloudinary":
        from .cloudinary import CloudinaryStore

        return CloudinaryStore()
    if name == "local":
        from .local import LocalStore

        return LocalStore()
    raise ImproperlyConfigured(f"MEDIA_STORE is {name!r}; it can be local or cloudinary")
