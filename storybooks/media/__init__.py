"""Where pictures and books are kept: one factory over the stores."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .base import MediaStore


def media_store() -> MediaStore:
    """The store that `settings.MEDIA_STORE` names; its library is imported only when it is chosen."""
    if settings.MEDIA_STORE == "cloudinary":
        from .cloudinary import CloudinaryStore

        return CloudinaryStore()
    if settings.MEDIA_STORE == "local":
        from .local import LocalStore

        return LocalStore()
    raise ImproperlyConfigured(f"MEDIA_STORE is {settings.MEDIA_STORE!r}; it can be local or cloudinary")
