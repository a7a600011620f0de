"""Users in the admin: staff gives them their plans, and every change is on record with what was before.

The site itself is `users.staff_site`: it must be there before anything is registered with it.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from users import erasure
from users.finding import people
from users.models import PhoneOTP, SignIn, User
from users.read_only import ReadOnlyAdmin, StaffAdmin
from users.staff_links import Link, links_of, list_of, may_view, tells_of


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Staff changes plans and shuts users out; who somebody is, is nobody's to change, and who may do what, superusers'
    alone, of others.
    """

    list_display = ("known_by", "full_name", "plan", "plan_expires_at", "access", "created_at")
    list_filter = ("plan", "is_active", "is_staff")
    search_fields = ("id",)
    search_help_text = "Phone with its country, e-mail, or id …"
    ordering = ("-created_at", "-id")
    sortable_by = ("created_at",)
    change_form_before_template = "users/where_else.html"
    fieldsets = (
        (None, {"fields": ("id", "phone", "email", "is_external", "full_name", "onboarding_step")}),
        ("Plan", {"fields": ("plan", "plan_expires_at")}),
        ("Access", {"fields": ("is_active", "open_sign_ins", "created_at", "last_login")}),
        ("What they may do here", {"fields": ("is_staff", "is_superuser", "groups")}),
    )
    changeable = ("plan", "plan_expires_at", "is_active")
    rights = ("is_staff", "is_superuser", "groups")
    filter_horizontal = ("groups",)
    actions = ("erase",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, users: QuerySet[User], words: str):
        words = words.strip()
        return (users.filter(people(words) or Q(pk__in=[])) if words else users), False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args, **kwargs) -> HttpResponse:
        context["links"] = links_of(context["original"], request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="User")
    def known_by(self, user: User) -> SafeString:
        return format_html("<strong>{}</strong>", user.phone or user.email or str(user.pk)[:8])

    @admin.display(description="Access")
    def access(self, user: User) -> SafeString:
        words, kind = ("Family", "") if not user.is_staff else ("Staff", "approved")
        if not user.is_active:
            words, kind = "Shut out", "failed"
        return format_html('<span class="badge {}">{}</span>', kind, words)

    @admin.display(description="Devices signed in by token")
    def open_sign_ins(self, user: User) -> int:
        return user.sign_ins.filter(ended_at=None, expires_at__gt=timezone.now()).count()

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        shown = [name for _, options in self.fieldsets for name in options["fields"]]
        gives = obj is not None and request.user.is_superuser and obj.email and obj.pk != request.user.pk
        return [name for name in shown if name not in self.changeable and not (gives and name in self.rights)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Families sign in by themselves; staff is made by `manage.py createsuperuser`."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody shuts out who stands above them."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Rows alone would go, and pictures stay: see `erase`. Whoever is only to stay away is made inactive."""
        return False

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    @admin.action(description="Erase with all that is theirs", permissions=["erase"])
    def erase(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        """Asks first. Staff lose their rights before they can be erased."""
        families = people.filter(is_staff=False)
        if "confirmed" not in request.POST:
            shown = {**self.admin_site.each_context(request), "title": "Erase these people?", "people": families}
            return TemplateResponse(request, "users/erase_confirmation.html", shown)
        for user in families:
            self.log_change(request, user, "Asked for the erasure of all that is theirs.")
            erasure.request(user)
        self.message_user(request, f"{len(families)} will be gone within minutes.")
        return None

    def construct_change_message(self, request: HttpRequest, form, formsets, add: bool = False) -> list[dict]:
        """Django's own would name the fields alone."""
        fields = [
            f"{form.fields[name].label} from {_told(form.initial[name])} to {_told(form.cleaned_data[name])}"
            for name in form.changed_data
        ]
        return [{"changed": {"fields": fields}}] if fields else []


def _told(value: Any) -> str:
    """Of several, each."""
    return (", ".join(sorted(map(str, value))) or "none") if isinstance(value, list | QuerySet) else str(value)


@tells_of(User)
def _sign_ins_of(user: User, viewer: User) -> Iterator[Link]:
    if may_view(viewer, SignIn):
        yield Link("Devices", list_of(SignIn, user__id__exact=user.pk))


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    """Devices that have signed in; nothing here lets anybody in."""

    list_display = ("user", "device", "state", "created_at", "used_at", "expires_at")
    search_fields = ("=id", "=user__id")
    ordering = ("-expires_at",)
    sortable_by = ()
    list_select_related = ("user",)
    fields = ("id", "user", "device", "state", "created_at", "used_at", "expires_at", "ended_at")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "user__id__exact" or (
            not lookup.startswith(("refresh", "session")) and super().lookup_allowed(lookup, value, request)
        )

    @admin.display(description="State")
    def state(self, sign_in: SignIn) -> SafeString:
        is_open = sign_in.ended_at is None and sign_in.expires_at > timezone.now()
        words, kind = ("Signed in", "completed") if is_open else ("Ended", "")
        return format_html('<span class="badge {}">{}</span>', kind, words)


@admin.register(PhoneOTP)
class OneTimeCodeAdmin(ReadOnlyAdmin):
    """That a phone was sent a code, and what became of it: no code, no hash, and of the number its end alone."""

    list_display = ("masked", "state", "tries", "created_at", "expires_at", "used_at")
    ordering = ("-expires_at",)
    sortable_by = ()
    list_display_links = None
    search_fields = ("phone",)
    search_help_text = "A whole phone number"

    def get_search_results(self, request: HttpRequest, codes: QuerySet[PhoneOTP], words: str):
        return (codes.filter(phone=words.strip()) if words.strip() else codes), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: PhoneOTP | None = None) -> bool:
        """The list is all there is: a page of one would have its number as its address."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description="Phone")
    def masked(self, code: PhoneOTP) -> SafeString:
        return format_html("<code>{}</code>", f"{code.phone[:4]} ••• {code.phone[-3:]}")

    @admin.display(description="State")
    def state(self, code: PhoneOTP) -> SafeString:
        words, kind = ("Waiting", "pending") if code.expires_at > timezone.now() else ("Expired", "")
        if code.used_at:
            words, kind = "Used", "completed"
        return format_html('<span class="badge {}">{}</span>', kind, words)


@admin.register(LogEntry)
class AuditLog(ReadOnlyAdmin):
    """What staff has done here, by whom and when."""

    list_display = ("action_time", "who", "told", "which")
    list_filter = ("content_type",)
    search_fields = ("=object_id", "user__email")
    list_select_related = ("user", "content_type")
    ordering = ("-id",)  # as they were written; there is no index on their times
    sortable_by = ()

    @admin.display(description="Who")
    def who(self, entry: LogEntry) -> str:
        return entry.user.email or str(entry.user_id)

    @admin.display(description="What")
    def told(self, entry: LogEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()

    @admin.display(description="To which")
    def which(self, entry: LogEntry) -> SafeString | str:
        place = None if entry.is_deletion() else entry.get_admin_url()
        words = f"{entry.content_type.name if entry.content_type else ''} {entry.object_id}".strip()
        return format_html('<a class="link" href="{}">{}</a>', place, words) if place else words


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin, StaffAdmin):
    """What a part of the staff may see and do, said by superusers: whoever is in a group would give it everything."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser
