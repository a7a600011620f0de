"""What every test may ask for: three people, an API client, and a small photo."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from PIL import Image, ImageDraw

from jobs.database import database_thread
from storyjobs.logs import Json
from tests.emptying import empty
from tests.fakes.cloudinary import FakeCloudinary
from tests.template import migrated
from tests.written import Written, listening
from users import log_context
from users.models import User

TESTS = Path(__file__).parent
APART = ("bin", "books", "chaos", "clients", "deploy", "e2e", "fakes", "guide", "jobs/test_load.py")
"""Below tests/: clusters, servers and browsers as processes, which have to do things in time."""


TransactionTestCase._fixture_teardown = empty


def pytest_collection_modifyitems(items):
    """A test that may be skipped says why; one of many processes gets the mark `apart`."""
    for item in items:
        if any(item.path.is_relative_to(TESTS / place) for place in APART):
            item.add_marker("apart")
        for mark in item.iter_markers():
            if mark.name in ("skip", "skipif", "xfail") and not mark.kwargs.get("reason"):
                raise pytest.UsageError(f"{item.nodeid} may be skipped and does not say why")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker):
    """Before this run makes its database: drop those of runs that were killed, and see that there is one to copy."""
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_storyjobs\\_%'")
        for (name,) in cursor.fetchall():
            if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """At the end, also the thread that running jobs use for the database lets go of it."""
    yield
    database_thread.submit(connections.close_all).result()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What one test measured, the next must not believe; nor are its lines about the last one's request."""
    cache.clear()
    log_context._ids.set({})


@pytest.fixture
def as_json() -> Iterator[Written]:
    """The log of the test, in JSON."""
    yield from listening(Json())


@pytest.fixture
def alice(db) -> User:
    """Owns the job or book of the test."""
    return User.objects.create_user(phone="+966512345678")


@pytest.fixture
def bob(db) -> User:
    """Owns nothing of the test's."""
    return User.objects.create_user(phone="+966512345679")


@pytest.fixture
def carol(db) -> User:
    """Is staff who looks after families and what they ask for."""
    carol = User.objects.create_user(email="carol@example.com", is_staff=True)
    rights = ("see_content", "operate_job", "change_storybook", "delete_storybook")
    carol.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return carol


@pytest.fixture
def client_of():
    """A function: the HTTP client of a user who has signed in, or of nobody."""

    def make(user: User | None = None) -> Client:
        client = Client()
        if user:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def on_duty(carol, client_of):
    """A function: Carol's client, when she has these permissions."""

    def client(*names: str):
        carol.user_permissions.set(Permission.objects.filter(codename__in=names))
        return client_of(carol)

    return client


@pytest.fixture
def hosted(settings, monkeypatch) -> Iterator[FakeCloudinary]:
    """New files go to a stand-in of Cloudinary, which is asked again at once when it fails."""
    monkeypatch.setattr("storybooks.media.cloudinary.FIRST_PAUSE", 0.001)
    with FakeCloudinary() as server:
        settings.MEDIA_STORE = "cloudinary"
        settings.CLOUDINARY_CLOUD_NAME, settings.CLOUDINARY_API_KEY = server.cloud, server.key
        settings.CLOUDINARY_API_SECRET, settings.CLOUDINARY_UPLOAD_PREFIX = server.secret, server.url
        yield server


@pytest.fixture(scope="session")
def photo_bytes() -> bytes:
    """A JPEG of somebody: hair, a face, a red top on a green ground."""
    image = Image.new("RGB", (320, 320), "#7fb58a")
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 40, 230, 200), fill="#5b3a29")
    draw.ellipse((105, 75, 215, 215), fill="#f2c6a0")
    draw.rectangle((70, 215, 250, 320), fill="#d0483e")
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90)
    return stream.getvalue()


@pytest.fixture(scope="session")
def photo_url(photo_bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(photo_bytes).decode()


UNKNOWN_ID = "1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52"
"""Nothing has it. The same in each process that collects tests, or they could not share them out."""

STORY = (
    "Mina found a lantern at the edge of the forest. It was raining, and the lantern was out. "
    "A small fox came out of the bushes and looked at her. Together they walked to the river. "
    "At night the stars came out, and the lantern began to glow. Mina laughed and hugged the fox."
)


@pytest.fixture
def request_body(photo_url) -> dict:
    """A storybook request as a client sends it."""
    return {
        "title": "The Lantern",
        "story": STORY,
        "characterImage": photo_url,
        "audience": "children",
        "style": "storybook",
    }
