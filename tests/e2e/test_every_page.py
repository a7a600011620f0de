"""Every page in every state, as a family's browser has it: accessible, light and still; on a phone and on a desk."""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from PIL import Image
from playwright.sync_api import Page

from tests.books.web import RunningWeb
from tests.clients.node import MODULES
from tests.e2e.conftest import APART, PATIENCE
from tests.emptying import empty
from tests.tour import urls
from tests.tour.families import FAMILY_PAGES, families
from tests.tour.places import NOBODY, OWNER, Visit, lead, session_of
from users.models import User

pytestmark = pytest.mark.django_db
AXE = (MODULES / "axe-core" / "axe.min.js").read_text()
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
FAULTS = """async (runOnly) => {
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
    const told = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
    return violations.map(({ id, impact, nodes }) => [impact, id, ...told(nodes)]);
}"""
LOOK_AT = (Path(__file__).parent / "look_at.js").read_text()
LOOKS = {
    "phone, Arabic, dark": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "locale": "ar-SA",
        "color_scheme": "dark",
    },
    "desk, English, light": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "light"},
}
MOST_BYTES, MOST_REQUESTS, MOST_SHIFT = 100_000, 25, 0.01
"""Of a page before its pictures: what its HTML, styles, scripts, letters and data weigh as they are sent."""
PICTURES = re.compile(r"/(media|samples)/|/files/")
OTHER_PEOPLES = ["admin", "unfold", "drf_spectacular_sidecar", "rest_framework", "django_q", "staff"]
ALIKE = {"reader-title", "reader-missing", "reader-end", "scene-arabic", "scene-long", "print-arabic"}
"""Of these another state is visited that differs in its words alone."""
NO_PAGES = {
    "choose-language": "goes back to the page",
    "create-anew": "goes back to the form",
    "sample": "a picture",
    "job-pictures": "a part of the job's page",
    "account-export-page": "a file",
    "robots": "for search engines",
    "favicon": "a picture",
    "manifest": "for home screens",
}


def a_picture(name: str, width: int) -> bytes:
    """In the place of a sample: drawing one takes the studio a second."""
    stream = io.BytesIO()
    Image.new("RGB", (width, width * 5 // 4 if name == "photo" else width), "#cc8844").save(stream, "WEBP")
    return stream.getvalue()


@pytest.fixture(scope="module")
def base(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """A server alone: what would be worked on stands still. It sends static files as production does."""
    folder = tmp_path_factory.mktemp("site")
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.tour.settings",
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "STATIC_ROOT": folder,
        "CODE_DELIVERY": "console",
        "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN": 1,
    }
    hashed = {**settings.STORAGES, "staticfiles": {"BACKEND": "storyjobs.static_files.HashedFiles"}}
    with override_settings(STORAGES=hashed, STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, ignore_patterns=OTHER_PEOPLES, verbosity=0)
    with django_db_blocker.unblock(), RunningWeb(folder, **APART | own) as web:
        yield web.base
    with django_db_blocker.unblock():
        empty(None)


@pytest.fixture(scope="module")
def sessions(base) -> dict[str, str]:
    owner = User.objects.create_superuser("dora@example.com", "x")
    return {NOBODY: "", OWNER: session_of(owner), **families(a_picture)}


@pytest.fixture(scope="module")
def pages(browser, base) -> Iterator[dict[str, Page]]:
    """One for each look."""
    with ExitStack() as stack:

        def opened(options: dict) -> Page:
            context = browser.new_context(base_url=base, reduced_motion="reduce", **options)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.route("**/samples/**", lambda route: route.fulfill(body=_sample_at(route.request.url)))
            return context.new_page()

        yield {look: opened(options) for look, options in LOOKS.items()}
        connections.close_all()  # of playwright's loop


def _sample_at(address: str) -> bytes:
    name, _, width = address.rpartition("/")[2].removesuffix(".webp").rpartition("-")
    return a_picture(name, int(width))


@pytest.mark.parametrize("name", sorted(FAMILY_PAGES.keys() - ALIKE, key=list(FAMILY_PAGES).index))
def test_a_page_is_accessible_light_and_still(name, base, sessions, pages):
    visit = FAMILY_PAGES[name]
    found = {look: faults(page, base, visit, sessions[visit.who]) for look, page in pages.items()}
    told = [f"  {look}: {fault}" for look, its in found.items() for fault in its]
    assert not told, "\n".join([f"{name} has faults", *told])


def faults(page: Page, base: str, visit: Visit, session: str) -> list[str]:
    """All that is wrong with a page in one look, in words."""
    page.context.clear_cookies()
    if session:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    with heard(page, base) as said:
        lead(page, base, visit.place)
        page.wait_for_load_state("load")
        assert view_at(page.url) == visit.view
        seen = page.evaluate(LOOK_AT)
    page.evaluate(AXE)
    return [*said, *budget_faults(seen), *picture_faults(seen), *axe_faults(page)]


@contextmanager
def heard(page: Page, base: str) -> Iterator[list[str]]:
    """What goes wrong meanwhile: scripts that fail, what the policy forbids, requests to others."""
    said: list[str] = []
    listeners = {
        "pageerror": lambda error: said.append(f"script: {error}"),
        "console": lambda line: said.append(f"console: {line.text}") if is_fault(line, page) else None,
        "request": lambda asked: None if asked.url.startswith((base, "data:", "blob:")) else said.append(asked.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield said
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def is_fault(line, page: Page) -> bool:
    """That a page itself comes as 4xx is what it is visited for."""
    return line.type in ("error", "warning") and line.location["url"] != page.url


def view_at(address: str) -> str:
    try:
        return resolve(urlsplit(address).path, urls).url_name
    except Resolver404:
        return ""


def budget_faults(seen: dict) -> Iterator[str]:
    sizes = {path: size for path, size in seen["sizes"].items() if not PICTURES.search(path)}
    weight, heaviest = sum(sizes.values()), sorted(sizes.items(), key=lambda item: -item[1])[:6]
    if weight > MOST_BYTES and "/style" not in sizes:  # which has all letters and pictures at once
        yield f"{weight} bytes before pictures, most of them {heaviest}"
    if len(sizes) > MOST_REQUESTS:
        yield f"{len(sizes)} requests before pictures: {sorted(sizes)}"
    if seen["shift"] >= MOST_SHIFT:
        yield f"moved by {seen['shift']:.3f}: {seen['moved']}"
    if seen["tooWide"] > 0:
        yield f"{seen['tooWide']} pixels too wide"
    if seen["beyond"]:
        yield f"beyond the screen: {seen['beyond'][:4]}"


def picture_faults(seen: dict) -> Iterator[str]:
    for kind, what in (("sizeless", "without width and height"), ("eager", "not lazy"), ("broken", "not shown")):
        yield from (f"{what}: {image}" for image in seen[kind])


def axe_faults(page: Page) -> Iterator[str]:
    for impact, rule, *nodes in page.evaluate(FAULTS, RULES):
        yield f"axe, {impact}: {rule} {nodes}"


def test_the_tour_visits_every_page_of_the_url_conf():
    visited = {visit.view for visit in FAMILY_PAGES.values()}
    pages = {name for name, view in named_views(get_resolver()) if shows_something(view)}
    assert pages - visited - NO_PAGES.keys() == set(), "tests/tour/families.py does not visit these pages"
    assert NO_PAGES.keys() & visited == set()


def named_views(resolver: URLResolver) -> Iterator[tuple[str, object]]:
    """All that is registered outside of what programs and staff are for."""
    for pattern in resolver.url_patterns:
        if str(pattern.pattern).startswith(("api/", "media/", "admin/")):
            continue
        if isinstance(pattern, URLResolver):
            yield from named_views(pattern)
        else:
            yield pattern.name, pattern.callback


def shows_something(view) -> bool:
    """Views that only take POST are none."""
    of_class = getattr(view, "view_class", None)
    return of_class is None or ("get" in of_class.http_method_names and hasattr(of_class, "get"))
