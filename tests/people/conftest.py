"""A family whose traces can be told from everybody else's."""

import io
import json
from dataclasses import dataclass
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from PIL import Image

from jobs import outcomes, quotas, steps
from jobs.claiming import claim_next
from jobs.models import Job, JobHistory
from jobs.spending import Charge
from jobs.states import Status
from prints.models import PrintRequest
from storybooks.files import keep
from storybooks.models import CartoonCache, StoredFile, Storybook
from tests.fakes.pictures import encoded
from tests.jobs.helpers import job_in, make_job
from users import one_time_codes, sign_ins
from users.models import User

WORDS = "Zuleikawillow and the lantern"


@dataclass
class Family:
    """A user, and all that points at them."""

    user: User
    job: Job
    book: Storybook
    files: list[StoredFile]
    client: Client
    tokens: sign_ins.Tokens

    @property
    def traces(self) -> list[str]:
        """What no table may hold when they are gone."""
        ids = [self.user.pk, self.job.pk, self.book.pk, *(file.pk for file in self.files)]
        return [str(self.user.phone), "Zuleikawillow", "zuleika@example.com", *map(str, ids)]


@pytest.fixture
def family(db, carol, picture) -> Family:
    """Signed in by phone and in a browser, with a finished book, an order, and staff who looked after both."""
    user = User.objects.create_user("zuleika@example.com", phone="+491701234567", full_name="Zuleikawillow Smith")
    job = make_job(
        user, data={"story": WORDS, "picture": None}, title=WORDS, callback_url="https://zuleikawillow.example/"
    )
    claim = claim_next()
    charge = Charge("shop", "m", "text", {}, Decimal("0.02"))
    steps.remember(claim, "hero", {"description": f"{WORDS} has brown hair"}, [charge], job.created_at)
    quotas.take(job.id, user.pk)
    steps.remember_failure(claim, "scene-1", ValueError(WORDS), [], job.created_at)
    outcomes.complete(claim, {"title": WORDS})
    book = Storybook.objects.create(user=user, job=job, title=WORDS, story=WORDS, audience="children", pages=[])
    kinds = ("photo", "portrait", "scene", "book")
    files = [keep(kind, picture, "image/png", user_id=user.pk, job_id=job.pk) for kind in kinds]
    StoredFile.objects.filter(id__in=[file.id for file in files[1:]]).update(storybook=book)
    CartoonCache.objects.create(user=user, key="k", picture=files[1])
    PrintRequest.objects.create(user=user, storybook=book, notes=f"To {WORDS}")
    _looked_after(carol, user, job, book)
    foreign = job_in(Status.FAILED)
    JobHistory.objects.filter(job=foreign).update(actor=str(user.pk))
    client = Client()
    client.force_login(user)
    one_time_codes.issue(user.phone)
    job.refresh_from_db()
    return Family(user, job, book, files, client, sign_ins.sign_in(user))


def _looked_after(staff: User, *things) -> None:
    for thing in things:
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_repr=WORDS,
            action_flag=CHANGE,
            change_message=f"Changed the title to {WORDS}",
        )


@pytest.fixture(scope="session")
def picture() -> bytes:
    return encoded(Image.new("RGB", (64, 64), "teal"))


class Unpacked:
    """A ZIP of an export, read by somebody else's program."""

    def __init__(self, data: bytes):
        with ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.contents = {name: archive.read(name) for name in archive.namelist()}

    def rows(self, name: str) -> list[dict]:
        return json.loads(self.contents[f"{name}.json"])

    @property
    def readme(self) -> str:
        return self.contents["README.txt"].decode()

    @property
    def files(self) -> set[str]:
        return {name.removeprefix("files/") for name in self.contents if name.startswith("files/")}
