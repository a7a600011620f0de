"""The admin's door: Django's admin with a site of ours, and sessions that end sooner than those of families."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone


class StaffAdminConfig(AdminConfig):
    default_site = "users.staff_site.StaffSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(_end_within_a_working_day)


def _end_within_a_working_day(sender, request: HttpRequest, user, **signal) -> None:
    """At a fixed moment, however much is done until then: staff's sessions open everybody's books."""
    if user.is_staff:
        request.session.set_expiry(timezone.now() + settings.STAFF_SESSION_LIFETIME)
