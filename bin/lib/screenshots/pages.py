"""Which pages are taken, and who looks at them."""

import examples
from django.test import Client

from jobs.models import Job
from tests.prints.shelf import ordered, request_in, shelved
from users.models import User

OWNER, NOBODY = "owner", "nobody"


def people() -> dict[str, str]:
    """Sessions by name, after the site has been filled, once."""
    owner = User.objects.filter(is_superuser=True).first()
    if owner is None:
        owner = User.objects.create_superuser("dora@example.com", "x", full_name="Dora Example")
        families = examples.make()
        _shelf(families)
    return {NOBODY: "", OWNER: _session(owner)}


def _shelf(families: list[User]) -> None:
    for number, user in enumerate(families[:5]):
        shelved(user, title=examples.TITLES[number])
    for status in ("pending", "approved", "shipped", "rejected", "cancelled"):
        request_in(status, families[0])
    ordered(families[1])


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _job(what: str = "change", **fields) -> str:
    return f"/admin/jobs/job/{Job.objects.filter(**fields).order_by('-created_at')[0].pk}/{what}/"


def _lists() -> dict[str, tuple[str, str]]:
    names = {
        "users": "users/user",
        "books": "storybooks/storybook",
        "prints": "prints/printrequest",
        "callbacks": "jobs/callbackdelivery",
        "quotas": "jobs/quotause",
        "spending": "jobs/dailyspending",
        "audit": "admin/logentry",
        "roles": "auth/group",
        "schedules": "django_q/schedule",
        "clusters": "jobs/cluster",
        "tallies": "jobs/tally",
        "providers": "storybooks/breaker",
        "files": "storybooks/storedfile",
        "drawings": "storybooks/cartooncache",
        "shares": "storybooks/share",
        "codes": "users/phoneotp",
        "devices": "users/signin",
        "payments": "storybooks/paidchange",
    }
    return {name: (OWNER, f"/admin/{path}/") for name, path in names.items()}


PAGES = {
    "sign-in": (NOBODY, "/admin/login/"),
    "dashboard": (OWNER, "/admin/"),
    "jobs": (OWNER, "/admin/jobs/job/"),
    "jobs-running": (OWNER, "/admin/jobs/job/?status__exact=processing"),
    "jobs-failed": (OWNER, "/admin/jobs/job/?status__exact=failed"),
    "jobs-none": (OWNER, "/admin/jobs/job/?q=nothing-like-it"),
    "job-running": (OWNER, lambda page, base: page.goto(base + _job(status="processing", progress=47))),
    "job-failed": (
        OWNER,
        lambda page, base: page.goto(base + _job(status="failed", error_code="EXTERNAL_SERVICE_ERROR")),
    ),
    "job-completed": (OWNER, lambda page, base: page.goto(base + _job(status="completed", type="storybook"))),
    "job-content": (OWNER, lambda page, base: page.goto(base + _job("content", status="completed", type="storybook"))),
    "job-waiting": (OWNER, lambda page, base: page.goto(base + _job(status="pending"))),
    **_lists(),
    "password": (OWNER, "/admin/password_change/"),
}
