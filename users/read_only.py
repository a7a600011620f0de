"""Tables that the admin only shows, also at a million rows."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no more rows than anybody would leaf through: what is beyond is found by filters and search."""

    template_name = "staff/pagination.html"

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return rows.order_by()[: MOST_COUNTED + 1].count()  # whichever they are: in the list's order they cost more


class StaffAdmin(ModelAdmin):
    """What all of the admin's lists have in common."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_fullwidth = True

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Back to the whole list where a filter asks for what PostgreSQL can store nowhere."""
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            return redirect(f"{request.path}?e=1")
        return super().changelist_view(request, extra_context)


class ReadOnlyAdmin(StaffAdmin):
    """Nothing is added, changed or deleted by hand. Also goes before a foreign class that allows it."""

    actions = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
