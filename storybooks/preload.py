"""Heavy modules that the cluster imports once, before it forks its workers, so that they share the memory."""

from django.conf import settings

import storybooks.book.typeset

if settings.STUDIO == "openai":
    import storybooks.studio.openai
else:
    import storybooks.studio.offline
if settings.MEDIA_STORE == "cloudinary":
    import storybooks.media.cloudinary  # noqa: F401
