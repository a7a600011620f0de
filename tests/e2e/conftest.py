"""A browser before a live server and a real cluster, whose studio is the offline one."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import close_old_connections
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from storybooks.pages import samples
from tests.books.web import RunningWeb
from tests.chaos.clusters import RunningCluster
from tests.fakes.sms import FakeSms
from users.models import User

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]  # pages of made-up sites call our loopback
PATIENCE = 20_000
"""Milliseconds: other tests may keep the machine busy."""
PASSWORD = "correct horse battery staple"
APART = {"STORYJOBS_TEST_CHILD": 1, "STUDIO": "offline", "DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.fixture(scope="module", autouse=True)
def _playwrights_loop():
    """It runs one in this very thread, and the tests ask the database between its turns."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def phones() -> Iterator[FakeSms]:
    """Whatever codes the server sends arrive here."""
    with FakeSms() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def base(django_db_setup, django_db_blocker, tmp_path_factory, phones) -> Iterator[str]:
    """The address of the server; beside it a cluster works."""
    folder = tmp_path_factory.mktemp("site")
    shared = {"MEDIA_ROOT": settings.MEDIA_ROOT, "Q_WORKERS": 2, "MAX_CONCURRENT_JOBS": 2}
    codes = {"CODE_DELIVERY": "sms", "SMS_URL": f"{phones.url}/send", "SMS_AUTHORIZATION": FakeSms.KEY}
    with django_db_blocker.unblock():
        # one picture after the other: on a busy machine workers must not lose their jobs to their own drawing
        cluster = RunningCluster(folder, 0, **APART, **shared, STUDIO_CONCURRENCY=1)
        try:
            with RunningWeb(folder, **APART, **shared, **codes, SAMPLES_ROOT=plain_samples(folder / "samples")) as web:
                cluster.wait_ready()
                yield web.base
        finally:
            cluster.clear_away()
            close_old_connections()


def plain_samples(root: Path) -> Path:
    """Where the samples of the pages are, of one colour: drawing them would keep the machine busy for a minute."""
    folder = root / samples.version()
    folder.mkdir(parents=True)
    for name, width in product(samples.NAMES, samples.WIDTHS):
        wide, high = samples.size(name)
        (folder / f"{name}-{width}.webp").write_bytes(_plain(width, width * high // wide))
    return root


@cache
def _plain(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#cc8844").save(stream, "WEBP")
    return stream.getvalue()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, base) -> Iterator[Callable[..., Page]]:
    """A function: the page of a new visitor, whose browser is set so (`locale`, `viewport`, `java_script_enabled` …).

    The test fails when a page's script does, or asks anybody else for anything.
    """
    wrong: list[str] = []
    with ExitStack() as stack:

        def go(**settings: object) -> Page:
            context = browser.new_context(base_url=base, **settings)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
            ours = (base, "data:", "blob:")
            page.on("request", lambda asked: None if asked.url.startswith(ours) else wrong.append(asked.url))
            return page

        yield go
    assert wrong == []


@pytest.fixture
def page(visit) -> Page:
    return visit()


@pytest.fixture
def signed_in(page, base, client_of):
    """A function: the page of a member of the staff with these permissions; without any, of one who may do all."""

    def go(*permissions: str) -> Page:
        if permissions:
            staff = User.objects.create_user("carol@example.com", PASSWORD, is_staff=True)
            staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        else:
            staff = User.objects.create_superuser("dora@example.com", PASSWORD)
        session = client_of(staff).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        return page

    return go
