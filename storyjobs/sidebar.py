"""What the admin's sidebar leads to, for whom: each page by what it is for, not by the app that it is in."""

from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jobs import measures
from jobs.models import CallbackDelivery
from prints.models import PrintRequest

GROUPS = {  # title: (model, icon, words)
    "Queue": (
        ("jobs.job", "stacks", "Jobs"),
        ("jobs.callbackdelivery", "outgoing_mail", "Callbacks"),
        ("jobs.cluster", "dns", "Clusters"),
        ("storybooks.breaker", "electrical_services", "Providers"),
        ("django_q.schedule", "event_repeat", "Schedules"),
    ),
    "Library": (
        ("storybooks.storybook", "auto_stories", "Books"),
        ("prints.printrequest", "print", "Prints"),
        ("storybooks.storedfile", "imagesmode", "Files"),
        ("storybooks.cartooncache", "face_retouching_natural", "Remembered drawings"),
        ("storybooks.share", "link", "Shared links"),
    ),
    "People": (
        ("users.user", "group", "Users"),
        ("users.phoneotp", "password", "One-time codes"),
        ("users.signin", "devices", "Devices"),
        ("auth.group", "badge", "Groups"),
    ),
    "Money": (
        ("jobs.dailyspending", "payments", "Spending"),
        ("jobs.quotause", "calendar_month", "Quota uses"),
        ("storybooks.paidchange", "receipt_long", "Payments"),
    ),
    "Records": (
        ("admin.logentry", "history", "Audit log"),
        ("jobs.tally", "functions", "Tallies"),
        ("django_q.success", "task_alt", "Wake-ups done"),
        ("django_q.failure", "error", "Wake-ups failed"),
        ("django_q.ormq", "inventory_2", "Wake-ups queued"),
    ),
}


BADGES = {  # model: (how many need somebody, the badge's colour)
    "jobs.job": (lambda: len(measures.stuck(timezone.now())), "danger"),
    "jobs.callbackdelivery": (lambda: _some(CallbackDelivery.objects.filter(state="failed")), "warning"),
    "prints.printrequest": (lambda: _some(PrintRequest.objects.filter(status="pending")), "warning"),
}
KEPT_SECONDS = 10
MOST = 99


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links, those alone that lead somewhere for this user."""
    shown = _pages(request)
    numbers = cache.get_or_set("sidebar", _numbers, KEPT_SECONDS)
    first = {"items": [{"title": "Dashboard", "icon": "monitoring", "link": reverse("admin:index")}]}
    groups = [
        {
            "title": title,
            "items": [
                {"title": words, "icon": icon, "link": shown[model], **_badge(numbers.get(model), model)}
                for model, icon, words in pages
                if model in shown
            ],
        }
        for title, pages in GROUPS.items()
    ]
    return [first, *(group for group in groups if group["items"])]


def _numbers() -> dict[str, int]:
    return {model: count() for model, (count, _) in BADGES.items()}


def _some(rows: QuerySet) -> int:
    return rows[: MOST + 1].count()


def _badge(number: int | None, model: str) -> dict[str, Any]:
    """None for nothing: a badge is for what needs somebody."""
    if not number:
        return {}
    return {"badge": f"{MOST}+" if number > MOST else number, "badge_variant": BADGES[model][1]}


def _pages(request: HttpRequest) -> dict[str, str]:
    """The lists that this user may look at, by their model."""
    registered = admin.site._registry.items()
    return {
        model._meta.label_lower: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model, page in registered
        if page.has_view_permission(request)
    }
