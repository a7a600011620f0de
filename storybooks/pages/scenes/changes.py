"""Changes of one scene as its page knows them: what is under way, what came of the last one, how another begins.

The API takes changes one after the other, and the last one stays. A page has a reader before it, who has seen the scene
as it was when the page was made: what would replace something that they have not seen does not begin.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from rest_framework.exceptions import APIException, Throttled

from jobs import engine, limits
from jobs.api.links import events_path, polling_path
from jobs.api.start import submitted, submitter_of
from jobs.api.wishes import idempotency_with
from jobs.errors import JobError
from jobs.job_type import JobType, job_types
from jobs.models import Job
from jobs.pages.words import failure, refusal
from jobs.states import Status
from jobs.wishes import Idempotency, Wishes
from storybooks.library import changes_of, scene_of
from storybooks.models import Storybook
from users.api.base import validated
from users.pages.words import how_long

TOLD_FOR = timedelta(hours=1)
"""For so long a page says what came of a change that has ended."""
REFUSALS = {
    "TOO_MANY_JOBS": gettext_lazy(
        "So many of your books and changes are in the works already. Please wait until one is ready, or stop one."
    ),
    "BUDGET_REACHED": gettext_lazy("Nothing more can be drawn or changed today. Please come back tomorrow."),
}
WORDS_REFUSED = gettext_lazy(
    "Something in these words does not fit the readers of this book, so nothing was changed. "
    "Please put it in other words."
)
FAILURES = {
    "CONTENT_REFUSED": WORDS_REFUSED,
    "INVALID_INPUT": gettext_lazy("We could not work with these words. Please put it in other words."),
}
"""What no other try would make better: other words are needed."""


class Overtaken(Exception):
    """Somebody has changed this since the page was made, or is changing it now."""


@dataclass(frozen=True)
class Part:
    """The words of a scene, or its picture, as they were when this was made."""

    book: Storybook
    page: int
    scene: int
    is_picture: bool

    @property
    def job_type(self) -> JobType:
        return job_types()["redraw-scene" if self.is_picture else "edit-storybook"]

    @cached_property
    def job(self) -> Job | None:
        """The change that is under way, else the latest."""
        which = {"type": "redraw-scene"} if self.is_picture else {"input_data__has_key": "description"}
        here = changes_of(self.book).filter(input_data__page=self.page, input_data__scene=self.scene, **which)
        newest = here.defer("result_data").order_by("-created_at", "-id")
        return newest.active().first() or newest.first()

    @property
    def state(self) -> str:
        """`active`, or how the latest change has ended a short while ago; else empty."""
        if self.job is None or (self.job.is_finished and self.job.completed_at < timezone.now() - TOLD_FOR):
            return ""
        return self.job.status if self.job.is_finished else "active"

    @property
    def reason(self) -> Any:
        """Why the latest change failed."""
        code = self.job.error_code if self.state == Status.FAILED else ""
        return FAILURES.get(code, failure(code)) if code else ""

    @property
    def needs_other_words(self) -> bool:
        return self.state == Status.FAILED and self.job.error_code in FAILURES

    @property
    def wish(self) -> dict[str, Any]:
        """What the latest change was asked for."""
        return self.job.input_data if self.job else {}

    @property
    def polling_path(self) -> str:
        return polling_path(self.job)

    @property
    def events_path(self) -> str:
        return events_path(self.job)

    @property
    def after(self) -> str:
        """After which change a form of this page begins another one."""
        return str(self.job.id) if self.job else ""

    @property
    def told(self) -> dict[str, Any]:
        """The scene, as the book has it."""
        page, place = scene_of(self.book, self.page, self.scene)
        return self.book.pages[page]["scenes"][place]

    @property
    def seen(self) -> str:
        """What is shown of it: differs when that does."""
        return self.told["generatedImage"]["file"] if self.is_picture else _short_hash(self.told["description"])


def begin(request: HttpRequest, part: Part, words: dict[str, str], seen: str, after: str) -> Job:
    """The change that a form asks for; the same for the same form sent again. `seen` and `after` are the part's as the
    form was made.

    Raises Overtaken, and whatever the API's start of such a job raises.
    """
    wanted = {"storybookId": str(part.book.id), "page": part.page, "scene": part.scene, **words}
    known = _begun_before(_known_as(request, part, after, wanted))
    if known:
        return known
    idempotency = _known_as(request, part, part.after, wanted)  # before the book is looked at: see below
    _refuse_overtaken(part, seen)
    data = validated(part.job_type.input_serializer, wanted)
    try:
        job, _is_new = submitted(request, part.job_type, data, Wishes(idempotency=idempotency))
    except engine.KeyReused:  # of two at this very moment, one comes after the change that both have seen
        raise Overtaken from None
    return job


def refused(error: JobError | APIException) -> Any:
    """Why a change did not begin."""
    if isinstance(error, Throttled):
        return gettext("You have changed a lot in a short time. Please wait %(time)s.") % {"time": how_long(error.wait)}
    return REFUSALS.get(getattr(error, "code", ""), refusal(error))


def obstacle(request: HttpRequest, part: Part) -> Any:
    """Why nothing could be changed now, told before somebody has thought of words; "" for nothing."""
    try:
        limits.refuse_beyond(submitter_of(request), part.job_type)
    except JobError as error:
        return refused(error)
    return ""


def _known_as(request: HttpRequest, part: Part, after: str, wanted: dict[str, Any]) -> Idempotency:
    kind = "picture" if part.is_picture else "words"
    key = f"{kind} of {part.page}/{part.scene} of {part.book.id} after {after}"
    return idempotency_with(request, key, wanted, part.job_type)


def _begun_before(idempotency: Idempotency) -> Job | None:
    try:
        return engine.submitted_before(idempotency)
    except engine.KeyReused:  # for other words, which may have failed since
        return None


def _refuse_overtaken(part: Part, seen: str) -> None:
    """Looks at the changes first: one that ends meanwhile is in the book then."""
    if part.state == "active":
        raise Overtaken
    part.book.refresh_from_db(fields=["pages"])
    if part.seen != seen:
        raise Overtaken


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
