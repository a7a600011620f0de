"""Whether the providers that write and draw are left alone for a while."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from storybooks.models import Breaker
from users.read_only import ReadOnlyAdmin


@admin.register(Breaker)
class BreakerAdmin(ReadOnlyAdmin):
    list_display = ("name", "badge", "failures", "until", "updated_at")
    ordering = ("name",)
    fields = ("name", "badge", "failures", "round", "until", "updated_at")

    @admin.display(description="State")
    def badge(self, breaker: Breaker) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', breaker.state, breaker.get_state_display())
