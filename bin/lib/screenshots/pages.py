"""Which pages are taken, and who looks at them."""

import examples
from django.test import Client

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
    }
    return {name: (OWNER, f"/admin/{path}/") for name, path in names.items()}


PAGES = {
    "sign-in": (NOBODY, "/admin/login/"),
    "dashboard": (OWNER, "/admin/"),
    **_lists(),
    "password": (OWNER, "/admin/password_change/"),
}
