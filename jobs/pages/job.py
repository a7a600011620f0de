"""/jobs/{id}: one job as its family follows it, with scripts or without; and what its buttons do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from jobs import engine, estimates
from jobs.api.base import JobNotFound, changeable_job, own_job
from jobs.api.links import events_path, polling_path
from jobs.errors import JobError
from jobs.job_type import JobType, job_types
from jobs.models import Job
from jobs.pages.words import STATUSES, failure, refusal
from jobs.states import Status
from users.api.throttles import count_polling, count_request, count_start
from users.pages.base import PageView
from users.pages.places import next_place
from users.pages.words import how_long

REFRESH_SECONDS = 5
"""Between two looks of a page without scripts."""
BOOK_TITLES = {
    Status.PENDING: _("Your book is waiting for its turn"),
    Status.PROCESSING: _("Your book is being made"),
    Status.COMPLETED: _("Your book is ready"),
    Status.FAILED: _("This book could not be finished"),
    Status.CANCELLED: _("This book was stopped"),
}


OTHER_TITLES = {
    Status.PENDING: _("It is waiting for its turn"),
    Status.PROCESSING: _("It is being made"),
    Status.COMPLETED: _("It is ready"),
    Status.FAILED: _("It could not be finished"),
    Status.CANCELLED: _("It was stopped"),
}


class JobPart(PageView):
    """What all addresses of a job have in common: its owner, staff, and who knows the id of a guest's may come."""

    job: Job
    found = staticmethod(own_job)
    counts = False  # a job is looked at again and again: it has a limit of its own

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count_polling(request, kwargs["job_id"])
        try:
            self.job = self.found(request, kwargs["job_id"])
        except JobNotFound:
            count_request(request)  # who guesses ids
            raise
        return super().answer(request, *args, **kwargs)

    @property
    def job_type(self) -> JobType:
        return job_types().get(self.job.type) or JobType()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(job=self.job, pictures=self.job_type.pictures(self.job), **context)


class JobPageView(JobPart):
    template_name = "jobs/job.html"

    @property
    def titles(self) -> dict[Status, Any]:
        return BOOK_TITLES if self.job_type.counts_as else OTHER_TITLES  # what plans count are books

    @property
    def title(self) -> Any:
        return self.titles[Status(self.job.status)]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        job, result = self.job, self.job.result_data or {}
        return super().get_context_data(
            kind="active" if not job.is_finished else job.status,
            draws_many=not job.is_finished and self.job_type.counts_as,  # a book; else there is nothing to watch
            status=STATUSES[Status(job.status)],
            titles={status.value: self.titles[status] for status in (Status.PENDING, Status.PROCESSING)},
            left=self._left(),
            reason=failure(job.error_code) if job.status == Status.FAILED else "",
            refresh=None if job.is_finished else REFRESH_SECONDS,
            polling_path=polling_path(job),
            events_path=events_path(job),
            place=self.job_type.place(result),
            result=self.job_type.present(result, lambda path: path),
            **context,
        )

    def _left(self) -> str:
        """How long it still takes, as honestly as we know it."""
        job = self.job
        if job.status == Status.PENDING:
            position = estimates.queue_position(job)
            return how_long(estimates.seconds_until_done(job, self.job_type, position)) if position else ""
        return how_long(estimates.seconds_remaining(job, self.job_type)) if job.status == Status.PROCESSING else ""


class JobPicturesView(JobPart):
    """Only what has been drawn so far: the page asks for it while pictures arrive."""

    template_name = "jobs/pictures.html"


class ChangeView(JobPart):
    """A button without scripts: does it, and leads back to the page that has it, else to the job."""

    http_method_names = ("post",)
    found = staticmethod(changeable_job)

    def post(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        try:
            self.change(request)
        except (JobError, APIException) as error:
            messages.warning(request, refusal(error))
        return redirect(next_place(request, otherwise=reverse("job-page", args=[job_id])))

    def change(self, request: HttpRequest) -> None:
        raise NotImplementedError


class CancelPageView(ChangeView):
    def change(self, request: HttpRequest) -> None:
        engine.cancel(self.job.id, actor=engine.actor_of(request.user))
        messages.success(request, _("We are stopping. What is drawn is kept, in case you want to go on."))


class RetryPageView(ChangeView):
    def change(self, request: HttpRequest) -> None:
        if self.job.can_retry:
            count_start(request, self.job.type)
        engine.retry(self.job.id, actor=engine.actor_of(request.user))
        messages.success(request, _("It goes on. What was done already is not done anew."))
