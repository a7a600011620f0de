"""The list of jobs, and what is done to them from there or from a job's page."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from unfold.views import ChangeList

from jobs import measures
from jobs.admin import dashboard, filters
from jobs.admin.job_page import page_of_job
from jobs.admin.operations import MOST, OPERATIONS, Operation, carry_out, summary
from jobs.admin.rows import HEAVY, LIVE, rows
from jobs.models import Job
from jobs.states import ACTIVE, Status
from users.audit import LOOKED, on_record
from users.finding import ids_like, whole_id
from users.models import User
from users.ownership import SEE_CONTENT
from users.read_only import ReadOnlyAdmin

ASKED_FOR = {"status__exact", *(one.parameter_name for one in filters.OURS)}
COLUMNS = ("name", "state", "progress", "about", "age", "times", "cost", "operations")


class JobList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        for row, job in zip(rows(self.result_list, request.user), self.result_list, strict=True):
            job.row = row


def _cell(name: str, words: str, **options: Any):
    @admin.display(description=words, **options)
    def show(self: "JobAdmin", job: Job) -> SafeString:
        return job.row.cell(name)

    return show


def _action(operation: Operation):
    @admin.action(description=operation.words, permissions=[operation.permission.partition(".")[2]])
    def act(self: "JobAdmin", request: HttpRequest, jobs: QuerySet[Job]) -> HttpResponse | None:
        ids = list(jobs.order_by("-created_at", "-id").values_list("id", flat=True)[: MOST + 1])
        return self.operate(request, operation, ids)

    act.__name__ = operation.name
    return act


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Looked at, and acted upon by the engine's verbs alone. Who may do what has a permission for that."""

    list_display = tuple(f"{name}_cell" for name in COLUMNS)
    list_display_links = None
    list_filter = ("status", *filters.OURS)
    search_fields = ("id",)
    search_help_text = "Id, phone, e-mail or title …"
    ordering = ("-created_at", "-id")
    sortable_by = ("age_cell",)
    list_select_related = ("user",)
    list_before_template = "jobs/admin/tabs.html"
    list_after_template = "jobs/admin/live_rows.html"
    actions = tuple(_action(operation) for operation in OPERATIONS.values())

    name_cell = _cell("name", "Job")
    state_cell = _cell("state", "Status")
    progress_cell = _cell("progress", "Progress")
    about_cell = _cell("about", "Book / owner")
    age_cell = _cell("age", "Age", ordering="-created_at")
    times_cell = _cell("times", "Wait / run")
    cost_cell = _cell("cost", "Cost")
    operations_cell = _cell("operations", "Actions")

    class Media:
        css = {"all": ["jobs/jobs.css"]}

    # --- Looking

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[JobList]:
        return JobList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return super().get_queryset(request).defer(*HEAVY)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        now = timezone.now()
        tabs = {"queue": measures.queue(now), "stuck": len(measures.stuck(now)), "states": list(Status)}
        return super().changelist_view(request, {"tabs": tabs, **(extra_context or {})})

    def get_search_results(self, request: HttpRequest, jobs: QuerySet[Job], words: str) -> tuple[QuerySet[Job], bool]:
        words = words.strip()
        return (jobs.filter(_meant(words, request.user)) if words else jobs), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return lookup in ASKED_FOR

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        return self._page(request, object_id)

    def _page(self, request: HttpRequest, object_id: str, **more: Any) -> HttpResponse:
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" or not self.has_view_permission(request, job):
            raise PermissionDenied
        shown = {**self.admin_site.each_context(request), **page_of_job(job, request.user, **more)}
        about = {"opts": self.opts, "original": job, "title": str(job.id)[:8], "media": self.media}
        return TemplateResponse(request, "jobs/admin/job.html", {**shown, **about})

    def get_urls(self):
        own = [
            ("dashboard/", self.dashboard, "jobs_job_dashboard"),
            ("live/", self.live_rows, "jobs_job_live"),
            ("operate/", self.operate_view, "jobs_job_operate_many"),
            ("<uuid:job_id>/operate/", self.operate_view, "jobs_job_operate"),
            ("<uuid:job_id>/live/", self.live_page, "jobs_job_live_page"),
            ("<uuid:job_id>/content/", self.content, "jobs_job_content"),
        ]
        return [
            path(place, self.admin_site.admin_view(view), name=name) for place, view, name in own
        ] + super().get_urls()

    def dashboard(self, request: HttpRequest) -> HttpResponse:
        """The numbers of the first page, for a page that has older ones."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return TemplateResponse(request, "jobs/admin/dashboard.html", dashboard.shown(request, {}))

    def live_rows(self, request: HttpRequest) -> HttpResponse:
        """The cells of the rows that a page asks for, to be put in the place of those it has."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        ids = [id for word in request.GET.getlist("job")[: self.list_per_page] if (id := whole_id(word))]
        jobs = self.get_queryset(request).select_related("user").filter(id__in=ids)
        shown = rows(jobs, request.user)
        cells = [row.cell(name, swap=True) for row in shown for name in LIVE]
        active = [row.job for row in shown if row.job.status in ACTIVE]
        return TemplateResponse(request, "jobs/admin/live_rows.html", {"cells": cells, "active": active})

    def live_page(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        """What changes of a job's page while the job runs."""
        job = self.get_object(request, str(job_id))
        if job is None or not self.has_view_permission(request, job):
            return HttpResponseNotFound()
        return TemplateResponse(request, "jobs/admin/job_live.html", page_of_job(job, request.user))

    def content(self, request: HttpRequest, job_id: UUID) -> HttpResponse:
        """The page with what the family wrote and sent; that somebody has looked is on record."""
        job = self.get_object(request, str(job_id))
        if job is None or not (self.has_view_permission(request, job) and request.user.has_perm(SEE_CONTENT)):
            raise PermissionDenied
        on_record(request.user, job, LOOKED)
        return self._page(request, str(job_id), with_content=True)

    # --- Acting

    def has_operate_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.operate_job")

    def has_delete_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.delete_job")

    def operate_view(self, request: HttpRequest, job_id: UUID | None = None) -> HttpResponse:
        """POST: the `operation` to the job of the address, or to each `job` of the form."""
        operation = OPERATIONS.get(request.POST.get("operation", ""))
        if request.method != "POST" or operation is None or not self.has_view_permission(request):
            raise PermissionDenied
        if not request.user.has_perm(operation.permission):
            raise PermissionDenied
        chosen = (whole_id(word) for word in request.POST.getlist("job")[: MOST + 1])
        ids = [job_id] if job_id else [id for id in chosen if id]
        return self.operate(request, operation, ids) or redirect(_way_back(request, operation))

    def operate(self, request: HttpRequest, operation: Operation, ids: list[UUID]) -> HttpResponse | None:
        """Ask first where that is due, then do it and say what became of it."""
        if len(ids) >= operation.asks_from and "confirmed" not in request.POST:
            return self._ask(request, operation, ids)
        outcome = carry_out(operation, ids, request.user)
        level = messages.SUCCESS if outcome.done else messages.WARNING
        self.message_user(request, str(outcome), level)
        return None

    def _ask(self, request: HttpRequest, operation: Operation, ids: list[UUID]) -> HttpResponse:
        some = Job.objects.filter(id__in=ids[:MOST]).defer(*HEAVY).select_related("user").order_by("-created_at")
        about = {
            "title": f"{operation.words} {len(ids[:MOST]):,} job{'s' * (len(ids) != 1)}?",
            "operation": operation,
            "ids": ids[:MOST],
            "left": len(ids) > MOST,
            "most": MOST,
            "summary": summary(ids),
            "some": rows(some[:20], request.user),
            "next": _came_from(request),
        }
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **about}
        return TemplateResponse(request, "jobs/admin/sure.html", context)


def _came_from(request: HttpRequest) -> str:
    """The page of the admin that something is done from."""
    page = request.POST.get("next") or request.get_full_path()
    is_ours = url_has_allowed_host_and_scheme(page, None) and page.startswith("/admin/") and "/operate/" not in page
    return page if is_ours else reverse("admin:jobs_job_changelist")


def _way_back(request: HttpRequest, operation: Operation) -> str:
    """Not to the page of a job that is gone."""
    page = _came_from(request)
    is_gone = operation.name == "delete" and "/change/" in page
    return reverse("admin:jobs_job_changelist") if is_gone else page


def _meant(words: str, viewer: User) -> Q:
    """The jobs that somebody looks for: by an id or its beginning, by their owner, by the beginning of their title."""
    if ids := ids_like(Job, words):
        return Q(id__in=ids)
    if owners := filters.owners(words, viewer):
        return Q(user_id__in=owners)
    may_read = viewer.has_perm(SEE_CONTENT)
    return ~Q(title="") & Q(title__istartswith=words) if may_read else Q(pk__in=[])
