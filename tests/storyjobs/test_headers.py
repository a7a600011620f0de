"""What every answer tells browsers, and that our own pages can live with it."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin

from storybooks.files import file_path, keep
from users.models import User

pytestmark = pytest.mark.django_db
PATHS = {
    "/admin/login/": 200,
    "/admin/": 302,
    "/api/docs/": 200,
    "/api/redoc/": 200,
    "/api/schema/": 200,
    "/api/jobs/health": 200,
    "/api/jobs/user": 401,
    "/nowhere": 404,
    "/static/admin/css/base.css": 200,
}
ADMIN = ("/admin/login/", "/admin/")


def policy_of(answer) -> dict[str, list[str]]:
    directives = (directive.split() for directive in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in directives}


@pytest.mark.parametrize(("path", "status"), PATHS.items())
def test_every_answer_lets_browsers_do_only_what_our_pages_need(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    policy = policy_of(answer)
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == policy["connect-src"] == ["'self'"]
    assert policy["script-src"] == ["'self'", *(["'unsafe-eval'"] if path in ADMIN else [])]
    assert not re.search(r"\*|https?:", answer["Content-Security-Policy"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.get("X-Frame-Options") == "DENY" or path.startswith("/static/")
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_styles_in_pages_are_for_the_admin_and_the_pages_of_the_description_alone(client):
    allowed = {path for path in PATHS if "'unsafe-inline'" in policy_of(client.get(path))["style-src"]}
    assert allowed == {*ADMIN, "/api/docs/", "/api/redoc/"}


def test_a_file_of_a_family_runs_nothing_and_is_shown_by_their_page_wherever_that_is(client, alice):
    file = keep("scene", b"x", "image/png", user_id=alice.pk)
    answer = client.get(file_path(file.id))
    assert policy_of(answer) == {"default-src": ["'none'"], "sandbox": []}
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(file_path(file.id), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cross-Origin-Resource-Policy"]) == (
        304,
        "cross-origin",
    )  # it replaces the old one


class Foreign(HTMLParser):
    """What a page would have a browser run or load that is not a file of ours."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        is_script = tag == "script" and "src" not in given and given.get("type") != "application/json"
        loaded = [given.get("src"), given.get("data"), given.get("href") if tag == "link" else None]
        is_foreign = any(
            not address.startswith(("/", "data:")) or address.startswith("//") for address in loaded if address
        )
        if is_script or is_foreign or any(name.startswith("on") for name in given):
            self.found.append(self.get_starttag_text())


@pytest.fixture
def staff_pages(client_of) -> dict[str, str]:
    """The pages of the admin as a superuser sees them: lists, forms, the password."""
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    names = [model._meta for model in admin.site._registry]
    lists = [f"/admin/{meta.app_label}/{meta.model_name}/" for meta in names]
    paths = ["/admin/", "/admin/login/", "/admin/password_change/", *lists, *(f"{path}add/" for path in lists)]
    answers = {path: client.get(path) for path in paths}
    return {path: answer.content.decode() for path, answer in answers.items() if answer.status_code == 200}


def test_no_page_of_the_admin_runs_a_script_of_its_own_or_loads_a_thing_from_elsewhere(staff_pages):
    assert len(staff_pages) > 6
    assert {path: found for path, page in staff_pages.items() if (found := Foreign(page).found)} == {}
