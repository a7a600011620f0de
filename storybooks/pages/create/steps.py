"""The steps of /create. Each is a page: its form's POST keeps what was told and leads to the next one."""

from typing import Any, ClassVar

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from rest_framework.exceptions import APIException, NotAuthenticated, ValidationError

from jobs import engine, limits
from jobs.api.start import refuse_guests, submitted, submitter_of
from jobs.api.wishes import idempotency_with
from jobs.errors import JobError
from jobs.estimates import whole_seconds
from jobs.job_type import JobType, job_types
from jobs.models import Job
from jobs.pages.words import refusal
from jobs.wishes import Idempotency, Wishes
from storybooks.catalog import AUDIENCES, Audience
from storybooks.pages.create.draft import Draft, started_before
from storybooks.pages.create.forms import (
    AUDIENCE_NAMES,
    GENRE_NAMES,
    NO_PHOTO,
    AudienceForm,
    PhotoForm,
    StoryForm,
    StyleForm,
    TitleForm,
    photo_error,
)
from storybooks.pages.home import STYLE_NAMES
from users.api.base import validated
from users.api.throttles import RateLimitExceeded
from users.pages.base import PageView
from users.pages.forms import PageForm
from users.pages.places import sign_in_place
from users.pages.words import how_long


class StepView(PageView):
    """A step is open once those before it are done; a later one leads back to what is missing."""

    name: ClassVar[str]
    label: ClassVar[Any]
    form_class: ClassVar[type[PageForm]]
    fields: ClassVar[tuple[str, ...]] = ()

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.draft = Draft(request)
        missing = first_missing(self.draft)
        if NAMES.index(self.name) > NAMES.index(missing):
            return self.too_early(request, missing)
        return super().answer(request, *args, **kwargs)

    def too_early(self, request: HttpRequest, missing: str) -> HttpResponse:
        return redirect(place_of(missing))

    @classmethod
    def is_done(cls, draft: Draft) -> bool:
        return all(draft.told.get(name) for name in cls.fields)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context.setdefault("form", self.form_class(initial=self.draft.told))
        told = self.draft.told
        return super().get_context_data(steps=self._steps(), step=self.name, told=told, back=self._back(), **context)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES)
        was_whole = first_missing(self.draft) == REVIEW
        if not (form.is_valid() and self.keep(form)):
            return self.render_to_response(self.get_context_data(form=form), status=400)
        following = REVIEW if was_whole else NAMES[NAMES.index(self.name) + 1]
        return redirect(place_of(following))

    def keep(self, form: PageForm) -> bool:
        """Take up what a valid form says; False when it has an error after all."""
        self.draft.tell(**{name: form.cleaned_data[name] for name in self.fields})
        return True

    def _steps(self) -> list[dict[str, Any]]:
        furthest = NAMES.index(first_missing(self.draft))
        return [
            {
                "label": step.label,
                "place": place_of(step.name),
                "is_open": number <= furthest,
                "is_done": number < furthest,
                "is_here": step.name == self.name,
            }
            for number, step in enumerate(STEPS)
        ]

    def _back(self) -> str:
        here = NAMES.index(self.name)
        return place_of(NAMES[here - 1]) if here else ""


class TitleStep(StepView):
    name, label, title = "title", _("Title"), _("A new book")
    template_name = "storybooks/create/title.html"
    form_class, fields = TitleForm, ("title",)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(obstacle=obstacle(self.request), **context)


@method_decorator(csp_update({"img-src": ["blob:"]}), name="dispatch")
class PhotoStep(StepView):
    """The chosen photo is shown before it is sent, which needs `blob:`."""

    name, label, title = "photo", _("Photo"), _("A photo of the hero")
    template_name = "storybooks/create/photo.html"
    form_class, fields = PhotoForm, ("photo",)

    @classmethod
    def is_done(cls, draft: Draft) -> bool:
        return bool(draft.photo_path)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            photo=self.draft.photo_path,
            photo_days=settings.PHOTO_RETENTION_DAYS,
            most_bytes=settings.MAX_PHOTO_BYTES,
            **context,
        )

    def keep(self, form: PageForm) -> bool:
        image = form.cleaned_data["photo"]
        if not image:
            if not self.draft.photo_path:
                form.add_error("photo", NO_PHOTO)
            return form.is_valid()
        try:
            self.draft.keep_photo(image)
        except ValidationError as error:
            form.add_error("photo", photo_error(error))
        except RateLimitExceeded as error:
            form.add_error("photo", _("These were many photos in a short time. Please wait a little."))
            form.add_error("photo", how_long(error.wait))
        return form.is_valid()


class StyleStep(StepView):
    name, label, title = "style", _("Style"), _("How shall it be drawn?")
    template_name = "storybooks/create/style.html"
    form_class, fields = StyleForm, ("style",)


class AudienceStep(StepView):
    name, label, title = "audience", _("Readers"), _("Who is it for?")
    template_name = "storybooks/create/audience.html"
    form_class, fields = AudienceForm, ("audience",)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(profiles=AUDIENCES, **context)


class StoryStep(StepView):
    name, label, title = "story", _("Story"), _("What happens?")
    template_name = "storybooks/create/story.html"
    form_class, fields = StoryForm, ("kind", "story", "genre", "hero")

    @classmethod
    def is_done(cls, draft: Draft) -> bool:
        told = draft.told
        return bool(told.get("genre") and told.get("hero") if draft.is_ours else told.get("story"))


class ReviewStep(StepView):
    name, label, title = "review", _("Review"), _("Is everything right?")
    template_name = "storybooks/create/review.html"
    form_class = PageForm

    @classmethod
    def is_done(cls, draft: Draft) -> bool:
        return False

    def too_early(self, request: HttpRequest, missing: str) -> HttpResponse:
        """Who presses the last button once more gets to the book that it has begun: its photo is gone from here."""
        job_id = self._begun(request) if request.method == "POST" else None
        return redirect("job-page", job_id) if job_id else super().too_early(request, missing)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        told = self.draft.told
        job_type = self._job_type
        needs_sign_in = self.draft.is_ours and not self.request.user.is_authenticated
        context.setdefault("obstacle", "" if needs_sign_in else obstacle(self.request, job_type.name))
        return super().get_context_data(
            photo=self.draft.photo_path,
            style_name=STYLE_NAMES[told["style"]],
            style_sample=f"style-{told['style']}",
            audience_name=AUDIENCE_NAMES[told["audience"]],
            genre_name=GENRE_NAMES.get(told.get("genre")) if self.draft.is_ours else "",
            scenes=AUDIENCES[Audience(told["audience"])].scenes,
            takes=how_long(whole_seconds(job_type, told)),
            sign_in=sign_in_place(self.request) if needs_sign_in else "",
            key=self.draft.key,
            **context,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        if job_id := self._begun(request):
            return redirect("job-page", job_id)
        if request.POST.get("key") != self.draft.key:
            messages.info(request, _("The book was changed in another window. This is how it stands now."))
            return redirect(place_of(REVIEW))
        try:
            job = self._started(request)
        except NotAuthenticated:
            return redirect(sign_in_place(request))
        except ValidationError:  # the photo has been erased at this moment: the rest was looked at by its forms
            return redirect(place_of(first_missing(self.draft)))
        except (JobError, APIException) as error:
            status = getattr(error, "http_status", None) or error.status_code
            return self.render_to_response(self.get_context_data(obstacle=refusal(error)), status=status)
        self.draft.started(job.id)
        return redirect("job-page", job.id)

    def _begun(self, request: HttpRequest) -> Any:
        """The id of the job that this very draft became, also when another press of the button was a moment faster."""
        if job_id := started_before(request, request.POST.get("key", "")):
            return job_id
        known = engine.submitted_before(self._idempotency(request)) if self.draft.key else None
        return known and known.id

    def _idempotency(self, request: HttpRequest) -> Idempotency:
        return idempotency_with(request, self.draft.key, self.draft.told, self._job_type)

    @property
    def _job_type(self) -> JobType:
        return job_types()["auto-story" if self.draft.is_ours else "storybook"]

    def _started(self, request: HttpRequest) -> Job:
        """Through the door of the API: the same limits, and the same key for the same draft."""
        refuse_guests(request, self._job_type)
        data = validated(self._job_type.input_serializer, self.draft.request_body())
        job, _is_new = submitted(request, self._job_type, data, Wishes(idempotency=self._idempotency(request)))
        return job


STEPS: tuple[type[StepView], ...] = (TitleStep, PhotoStep, StyleStep, AudienceStep, StoryStep, ReviewStep)
NAMES = [step.name for step in STEPS]
REVIEW = ReviewStep.name


def place_of(name: str) -> str:
    return reverse("create-page" if name == "title" else f"create-{name}-page")


def first_missing(draft: Draft) -> str:
    return next(step.name for step in STEPS if not step.is_done(draft))


def obstacle(request: HttpRequest, type_name: str = "storybook") -> Any:
    """Why this caller could begin no book now, told before they have done the work of the form; "" for nothing."""
    try:
        limits.refuse_beyond(submitter_of(request), job_types()[type_name])
    except JobError as error:
        return refusal(error)
    return ""


@require_POST
def start_anew(request: HttpRequest) -> HttpResponse:
    Draft(request).forget()
    return redirect("create-page")
