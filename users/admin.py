"""Users in the admin: staff gives them their plans, and every change is on record with what was before.

The site itself is `users.staff_site`: it must be there before anything is registered with it.
"""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from users import erasure
from users.models import User
from users.read_only import ReadOnlyAdmin, StaffAdmin


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Staff changes plans and shuts users out; who somebody is, and who is staff, is not theirs to change."""

    list_display = ("id", "phone", "email", "plan", "plan_expires_at", "is_active", "is_staff", "created_at")
    list_filter = ("plan", "is_active", "is_staff", "created_at")
    search_fields = ("=id", "phone", "email")
    search_help_text = "a phone number or e-mail address, or a part of it, or a whole id"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("id", "phone", "email", "is_external", "full_name", "onboarding_step")}),
        ("Plan", {"fields": ("plan", "plan_expires_at")}),
        ("Access", {"fields": ("is_active", "open_sign_ins", "is_staff", "is_superuser", "created_at", "last_login")}),
    )
    changeable = ("plan", "plan_expires_at", "is_active")
    actions = ("erase",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        is_open = Q(sign_ins__ended_at=None, sign_ins__expires_at__gt=timezone.now())
        return super().get_queryset(request).annotate(open_sign_ins=Count("sign_ins", filter=is_open))

    @admin.display(description="Devices signed in by token")
    def open_sign_ins(self, user: User) -> int:
        return user.open_sign_ins

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        shown = [name for _, options in self.fieldsets for name in options["fields"]]
        return [name for name in shown if name not in self.changeable]

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
            f"{form.fields[name].label} from {form.initial[name]} to {form.cleaned_data[name]}"
            for name in form.changed_data
        ]
        return [{"changed": {"fields": fields}}] if fields else []


@admin.register(LogEntry)
class AuditLog(ReadOnlyAdmin):
    """What staff has done here, by whom and when."""

    list_display = ("action_time", "user", "content_type", "object_repr", "told")
    list_filter = ("action_time", "content_type")
    search_fields = ("=object_id", "user__email")
    list_select_related = ("user", "content_type")
    ordering = ("-action_time",)

    @admin.display(description="what")
    def told(self, entry: LogEntry) -> str:
        return str(entry)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin, StaffAdmin):
    """What a part of the staff may see and do."""
