"""What a family has told so far of the book it wants: kept in its session, the photo as a file.

So it is there after a reload, with the back button and after signing in, and no address holds any of it.
"""

import uuid
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.functional import cached_property

from storybooks.clean_up import discard_now
from storybooks.files import file_path, keep
from storybooks.models import StoredFile
from storybooks.request_picture import load_picture
from users.acting import service
from users.api.throttles import count_start

PLACE, STARTED = "new-book", "started-books"
REMEMBERED = 5
"""So many started books are known by their drafts' keys, for a button that is pressed once more."""


class Draft:
    """One session's. `told` has what the steps' forms found valid; `key` is the Idempotency-Key of its start, another
    one after each change.
    """

    def __init__(self, request: HttpRequest):
        self._request = request
        self.told: dict[str, Any] = request.session.get(PLACE) or {}

    @property
    def key(self) -> str:
        return self.told.get("key", "")

    def tell(self, **values: Any) -> None:
        if values.items() <= self.told.items():
            return
        self.told = {**self.told, **values, "key": str(uuid.uuid4())}
        self._request.session[PLACE] = self.told
        self.__dict__.pop("photo_path", None)

    def keep_photo(self, image: UploadedFile) -> None:
        """As POST /api/upload-image does: it is kept for a day. Raises ValidationError for what is no photo of use."""
        count_start(self._request, "upload")
        user = self._request.user if self._request.user.is_authenticated else None
        photo = load_picture("image", image, user)
        file = keep(StoredFile.Kind.PHOTO, photo.data, photo.mime, user_id=user.pk if user else None)
        self._drop_photo()
        self.tell(photo=str(file.id))

    @cached_property
    def photo_path(self) -> str:
        """Where the photo is served; "" without one, or when it has been erased meanwhile."""
        with service():  # this session has sent it
            kept = "photo" in self.told and StoredFile.objects.kept().filter(id=self.told["photo"]).exists()
        return file_path(UUID(self.told["photo"])) if kept else ""

    def _drop_photo(self) -> None:
        with service():
            for file in StoredFile.objects.filter(id=self.told.get("photo"), job__isnull=True):
                discard_now(file)

    def forget(self) -> None:
        self._drop_photo()
        self.told = {}
        self.__dict__.pop("photo_path", None)
        self._request.session.pop(PLACE, None)

    def started(self, job_id: UUID) -> None:
        """Its job has a copy of the photo; what is left here goes."""
        known = [*self._request.session.get(STARTED, {}).items(), (self.key, str(job_id))]
        self._request.session[STARTED] = dict(known[-REMEMBERED:])
        self.forget()

    @property
    def is_ours(self) -> bool:
        return self.told.get("kind") == "genre"

    def request_body(self) -> dict[str, Any]:
        """What the start request of an auto-story or a storybook says."""
        told = {"title": self.told["title"], "audience": self.told["audience"], "style": self.told["style"]}
        photo = self._request.build_absolute_uri(self.photo_path) if self.photo_path else ""
        if self.is_ours:
            about = {"genre": self.told["genre"], "characterDescription": self.told["hero"]}
            return {**told, **about, "cartoonImageUrl": photo, "isReusedImage": False}
        return {**told, "story": self.told["story"], "characterImage": photo}


def started_before(request: HttpRequest, key: str) -> str | None:
    """The id of the job that a draft with this key became."""
    return request.session.get(STARTED, {}).get(key)
