"""What operators see of print requests, and how they decide: through the same door as everybody, one by one or many."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from jobs.admin.dashboard import Sign, watches
from jobs.engine import actor_of
from prints.errors import IllegalMove
from prints.models import ADDRESS, PrintHistory, PrintRequest
from prints.moves import move
from prints.states import MOVES, Status
from storybooks.files import file_path
from storybooks.models import Storybook
from users.models import User
from users.read_only import ReadOnlyAdmin
from users.staff_links import Link, list_of, may_view, page_of, tells_of

SEE_ADDRESS = "prints.see_address"
LEADS_TO = {"approve": Status.APPROVED, "ship": Status.SHIPPED, "reject": Status.REJECTED}
Requests = QuerySet[PrintRequest]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=UnfoldAdminTextareaWidget({"rows": 3}), help_text="The family reads it."
    )


class TrackingForm(forms.Form):
    """A tracking code for each request that can be shipped."""

    def __init__(self, requests: Requests, *args):
        super().__init__(*args)
        for one in requests.filter(status=Status.APPROVED):
            self.fields[str(one.id)] = forms.CharField(
                max_length=100, label=f"Tracking code of {one.title or one.id}", widget=UnfoldAdminTextInputWidget()
            )


@admin.register(PrintRequest)
class PrintRequestAdmin(ReadOnlyAdmin):
    """Nothing is written by hand: requests are looked at, and moved by the actions. Who may see where a book goes has a
    permission for that.
    """

    change_form_template = "prints/request.html"
    list_filter = ("status", "country", "created_at")
    ordering = ("-created_at",)
    list_display_links = ("title",)
    date_hierarchy = "created_at"
    actions = tuple(LEADS_TO)

    # --- Looking

    def get_list_display(self, request: HttpRequest) -> list[str]:
        owner = ["owner"] if request.user.has_perm(SEE_ADDRESS) else []
        return ["created_at", "title", "badge", *owner, "copies", "total", "country", "is_made", "notes"]

    def get_queryset(self, request: HttpRequest) -> Requests:
        return super().get_queryset(request).select_related("user")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        personal = ["recipient", "user__phone", "user__email"] if request.user.has_perm(SEE_ADDRESS) else []
        return ["=id", "title", "tracking_code", *personal]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        if lookup == "user__id__exact":
            return True
        is_personal = lookup.split("__")[0] in {"user", *ADDRESS} - {"country"}
        may_see = request.user.has_perm(SEE_ADDRESS) or not is_personal
        return may_see and super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request: HttpRequest, obj=None) -> list[tuple[str | None, dict[str, Any]]]:
        where = [("Where it goes", {"fields": ("owner", *ADDRESS)})] if request.user.has_perm(SEE_ADDRESS) else []
        return [
            (None, {"fields": ("badge", "title", "storybook", "copies", "total", "notes")}),
            *where,
            ("Print files", {"fields": ("files", "files_problem")}),
            ("What happened", {"fields": ("tracking_code", "reason", "happened")}),
            ("Times", {"fields": ("created_at", "updated_at", "anonymised_at")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [name for _, section in self.get_fieldsets(request, obj) for name in section["fields"]]

    @admin.display(description="Status", ordering="status")
    def badge(self, one: PrintRequest) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', one.status, one.get_status_display())

    @admin.display(description="Owner")
    def owner(self, one: PrintRequest) -> str:
        return (one.user.email or one.user.phone) if one.user else "–"

    @admin.display(description="Price")
    def total(self, one: PrintRequest) -> str:
        return "–" if one.unit_price is None else f"{one.unit_price * one.copies} {one.currency}"

    @admin.display(description="Files", boolean=True)
    def is_made(self, one: PrintRequest) -> bool:
        return one.interior_id is not None

    @admin.display(description="Files")
    def files(self, one: PrintRequest) -> str:
        made = [(file_path(id), name) for name, id in (("Pages", one.interior_id), ("Cover", one.cover_id)) if id]
        return format_html_join(" · ", '<a href="{}" target="_blank">{}</a>', made) or "Not made"

    @admin.display(description="History")
    def happened(self, one: PrintRequest) -> str:
        entries = list(one.history.order_by("id"))
        who = _names(entries) | {str(one.user_id): "the family"}
        rows = (
            (f"{entry.at:%Y-%m-%d %H:%M}", entry.to_status, who.get(entry.actor, entry.actor), entry.note)
            for entry in entries
        )
        return format_html_join("", "<p>{} {} by {} {}</p>", rows)

    # --- Deciding

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("prints.change_printrequest")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args, **kwargs) -> HttpResponse:
        offered = self.get_action_choices(request, []) if self.has_decide_permission(request) else []
        legal = MOVES[Status(context["original"].status)]
        context["decisions"] = [(name, words) for name, words in offered if LEADS_TO.get(name) in legal]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="Approve", permissions=["decide"])
    def approve(self, request: HttpRequest, requests: Requests) -> None:
        self._decide(request, requests, Status.APPROVED, lambda one: {})

    @admin.action(description="Ship", permissions=["decide"])
    def ship(self, request: HttpRequest, requests: Requests) -> HttpResponse | None:
        form = TrackingForm(requests, _answers(request))
        if form.fields and not form.is_valid():
            return self._ask(request, requests, form, "ship")
        codes = form.cleaned_data if form.fields else {}
        self._decide(request, requests, Status.SHIPPED, lambda one: {"tracking_code": codes.get(str(one.id), "")})

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, requests: Requests) -> HttpResponse | None:
        form = ReasonForm(_answers(request))
        if not form.is_valid():
            return self._ask(request, requests, form, "reject")
        reason = form.cleaned_data["reason"]
        self._decide(request, requests, Status.REJECTED, lambda one: {"reason": reason, "note": reason})

    def _ask(self, request: HttpRequest, requests: Requests, form: forms.Form, action: str) -> HttpResponse:
        about = {"title": f"{action.capitalize()} print requests", "action": action, "form": form, "requests": requests}
        return TemplateResponse(
            request, "prints/decide.html", {**self.admin_site.each_context(request), "opts": self.opts, **about}
        )

    def _decide(
        self, request: HttpRequest, requests: Requests, to: Status, how: Callable[[PrintRequest], dict[str, Any]]
    ) -> None:
        skipped: Counter[str] = Counter()
        for one in requests:
            try:
                with transaction.atomic():
                    move(one, to, actor=actor_of(request.user), **how(one))
                    self.log_change(request, one, f"{to.label}.")
            except IllegalMove as illegal:
                skipped[illegal.because] += 1
        told = [
            f"{len(requests) - skipped.total()} {to}",
            *(f"{n} skipped because {why}" for why, n in skipped.items()),
        ]
        self.message_user(request, f"{', '.join(told)}.")


def _answers(request: HttpRequest):
    """What was filled in; None when the question has not been shown yet."""
    return request.POST if "answered" in request.POST else None


def _names(entries: list[PrintHistory]) -> dict[str, str]:
    """Staff by their e-mail addresses, for the entries that they made."""
    ids = [entry.actor for entry in entries if len(entry.actor) == 36]
    return {str(user.pk): user.email for user in User.objects.filter(pk__in=ids, is_staff=True)}


@tells_of(Storybook)
def _of_book(book: Storybook, viewer: User) -> Iterator[Link]:
    if may_view(viewer, PrintRequest):
        for one in book.print_requests.order_by("-created_at")[:10]:
            yield Link(f"On paper: {one.get_status_display().lower()}", page_of(one))


@tells_of(User)
def _of_user(user: User, viewer: User) -> Iterator[Link]:
    if may_view(viewer, PrintRequest):
        yield Link("Prints", list_of(PrintRequest, user__id__exact=user.pk))


@watches
def _undecided(viewer: User) -> list[Sign]:
    if not may_view(viewer, PrintRequest):
        return []
    waiting = PrintRequest.objects.filter(status=Status.PENDING)[:100].count()
    state, words = ("warning", f"{waiting} to decide about") if waiting else ("healthy", "none to decide about")
    return [Sign("Prints", state, words, list_of(PrintRequest, status__exact=Status.PENDING))]
