"""What the product's job types share: a request's picture becomes a file of ours, a file in a result becomes a URL."""

from collections.abc import Callable, Collection
from typing import Any, ClassVar
from uuid import UUID

from jobs.job_type import Input, JobType, Result
from jobs.models import JobStep
from storybooks.clean_up import discard_now
from storybooks.files import keep, shown_files, with_urls
from storybooks.models import StoredFile
from storybooks.refusals import FAILURES, PICTURE_REFUSALS, STORE_REFUSALS
from storybooks.request_picture import load_picture
from users.acting import service


class StudioJob(JobType):
    """A job for the studio. `picture_fields` may bring its picture; the first that does is kept under `picture`.

    Whatever the request calls it, it is kept as a photo, and no longer than one: nobody knows that it is a drawing.
    """

    picture_fields: ClassVar[tuple[str, ...]]
    refusals = PICTURE_REFUSALS | STORE_REFUSALS
    failure_codes = FAILURES

    def accept(self, data: Input, user) -> Input:
        rest = {name: value for name, value in data.items() if name not in self.picture_fields}
        brought = ((name, data[name]) for name in self.picture_fields if data.get(name))
        name, source = next(brought, (None, None))
        return {**rest, "picture": self._kept(name, source, user) if name else None}

    def _kept(self, field: str, source: Any, user) -> str:
        photo = load_picture(field, source, user)
        file = keep(StoredFile.Kind.PHOTO, photo.data, photo.mime, user_id=user.pk if user else None)
        return str(file.id)

    def withdraw(self, data: Input) -> None:
        for picture in self._waiting(data):
            discard_now(picture)

    def adopt(self, job) -> None:
        if job.input_data["picture"]:
            self._waiting(job.input_data).update(job=job)

    def _waiting(self, data: Input):
        return StoredFile.objects.filter(id=data["picture"], job__isnull=True)

    def place(self, result: Result) -> str:
        return book_place(result)

    @service()  # a guest's files are known by ids that nobody has yet
    def pictures(self, job) -> list[str]:
        """Of its finished steps: the portrait, the cover, the scenes in their order."""
        steps = JobStep.objects.filter(job=job.id, done=True).values_list("name", "output")
        ids = [UUID(output["file"]) for _, output in sorted(steps, key=_in_order) if _is_file(output)]
        shown = shown_files(ids)
        kept = [shown[id] for id in ids if id in shown]
        return [path for path, is_picture in kept if is_picture]

    def files(self, ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
        return shown_files(ids)

    def present(self, result: Result, absolute: Callable[[str], str]) -> Result:
        return with_urls(result, absolute)


def book_place(result: Result) -> str:
    """The path of the book's page; "" for what is no book."""
    return f"/storybook/{result['storybook_id']}" if "storybook_id" in result else ""


def _in_order(step: tuple[str, Any]) -> tuple[int, int]:
    kind, _, number = step[0].partition("-")
    return ("portrait", "cover").index(kind) if kind in ("portrait", "cover") else 2, int(
        number
    ) if kind == "scene" else 0


def _is_file(output: Any) -> bool:
    return isinstance(output, dict) and output.keys() == {"file"}
