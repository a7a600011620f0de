"""What staff sees of books: which they are and how they are, never what a family wrote; and whether they are paid."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from jobs.engine import actor_of
from storybooks.models import PaidChange, Storybook
from storybooks.payments import set_paid
from users.read_only import ReadOnlyAdmin


class PaidChangeInline(TabularInline):
    model = PaidChange
    fields = readonly_fields = ("at", "is_paid", "actor", "webhook_id")
    ordering = ("-at",)
    extra = max_num = 0
    can_delete = False


@admin.register(Storybook)
class StorybookAdmin(ReadOnlyAdmin):
    list_display = ("id", "user", "audience", "style", "has_errors", "is_paid", "created_at")
    list_filter = ("has_errors", "is_paid", "audience", "created_at")
    search_fields = ("=id", "=user__id", "=job__id")
    ordering = ("-created_at",)
    list_select_related = ("user",)
    fields = (*list_display, "job", "updated_at")
    inlines = (PaidChangeInline,)
    actions = ("mark_paid", "mark_not_paid")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return lookup.partition("__")[0] in {*self.list_display} and super().lookup_allowed(lookup, value, request)

    @admin.action(description="Mark as paid", permissions=["pay"])
    def mark_paid(self, request: HttpRequest, books: QuerySet[Storybook]) -> None:
        self._set_paid(request, books, True)

    @admin.action(description="Mark as not paid", permissions=["pay"])
    def mark_not_paid(self, request: HttpRequest, books: QuerySet[Storybook]) -> None:
        self._set_paid(request, books, False)

    def _set_paid(self, request: HttpRequest, books: QuerySet[Storybook], is_paid: bool) -> None:
        changed = [book for book in books if set_paid(book, is_paid, actor_of(request.user))]
        words = "paid" if is_paid else "not paid"
        for book in changed:
            self.log_change(request, book, f"Marked as {words}")
        skipped = books.count() - len(changed)
        self.message_user(request, f"{len(changed)} marked as {words}, {skipped} skipped because they were already.")

    def has_pay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("storybooks.change_storybook")
