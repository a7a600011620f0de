"""A family's whole life here, over HTTP: they sign in, make a book, read, share and order it, take all of it along, and
go. Then no table, no file and no hosted store knows of them any more.
"""

import io
import time
from zipfile import ZipFile

import httpx2
import pytest
from django.conf import settings as project
from django.test import Client

from prints.models import PrintRequest
from storybooks.models import StoredFile
from tests.books.conftest import FAMILY_WORDS, assert_discreet
from tests.books.tables import all_rows
from tests.books.web import RunningWeb
from tests.chaos.clusters import eventually
from tests.fakes.sms import FakeSms
from users.erasure import erase_requested
from users.models import PhoneOTP, User

PHONE = "+966512345670"
ADDRESS = {
    "name": "Zephyrwillow Smith",
    "line1": "7 Meadow Lane",
    "city": "Riyadh",
    "postalCode": "11564",
    "country": "SA",
}


@pytest.fixture
def sms():
    with FakeSms() as gateway:
        yield gateway


@pytest.fixture
def hosted(cloudinary, settings) -> dict[str, object]:
    """The environment of servers whose pictures are kept at Cloudinary; so are this process's settings."""
    account = {
        "CLOUDINARY_CLOUD_NAME": cloudinary.cloud,
        "CLOUDINARY_API_KEY": cloudinary.key,
        "CLOUDINARY_API_SECRET": cloudinary.secret,
        "CLOUDINARY_UPLOAD_PREFIX": cloudinary.url,
        "MEDIA_STORE": "cloudinary",
    }
    for name, value in account.items():
        setattr(settings, name, value)
    return account


@pytest.fixture
def web(transactional_db, hosted, sms, tmp_path):
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "MEDIA_ROOT": project.MEDIA_ROOT}
    texts = {"CODE_DELIVERY": "sms", "SMS_URL": f"{sms.url}/send", "SMS_AUTHORIZATION": sms.KEY}
    with RunningWeb(tmp_path, **own, **hosted, **texts) as server:
        yield server
    assert_discreet(server.said())
    assert PHONE not in server.said()


class Family:
    """Their program: it knows what the documentation says, and nothing else."""

    def __init__(self, base: str, sms: FakeSms):
        self.sms = sms
        self.http = httpx2.Client(base_url=base, timeout=60, trust_env=False)

    def call(self, method: str, url: str, status: int = 200, **request) -> httpx2.Response:
        answer = self.http.request(method, url, **request)
        assert answer.status_code == status, (method, url, answer.status_code, answer.text)
        return answer

    def code(self) -> str:
        self.call("POST", "/api/send-otp", json={"phone": PHONE})
        return self.sms.messages[-1][1]

    def sign_in(self) -> None:
        tokens = self.call("POST", "/api/verify-otp", json={"phone": PHONE, "otp_code": self.code()}).json()
        self.http.headers["Authorization"] = f"Bearer {tokens['accessToken']}"

    def finished(self, started: dict) -> dict:
        until = time.monotonic() + 60
        while (job := self.call("GET", started["pollingUrl"]).json())["status"] in ("pending", "processing"):
            assert time.monotonic() < until, job
            time.sleep(0.1)
        assert job["status"] == "completed", job
        return job["result"]


def test_a_family_comes_makes_reads_shares_and_orders_a_book_and_goes_without_a_trace(
    openai, cloudinary, hosted, sms, start_cluster, web, carol, request_body, photo_bytes
):
    start_cluster(**hosted)
    family, stranger = Family(web.base, sms), Family(web.base, sms)
    family.sign_in()
    photo = family.call("POST", "/api/upload-image", files={"image": ("mina.jpg", photo_bytes)}).json()["secure_url"]
    wish = request_body | {"characterImage": photo}
    result = family.finished(family.call("POST", "/api/jobs/storybook/start", 202, json=wish).json())

    book = family.call("GET", f"/api/storybooks/{result['storybook_id']}").json()
    assert [one["id"] for one in family.call("GET", "/api/storybooks").json()["storybooks"]] == [book["id"]]
    assert family.call("GET", book["download_url"]).content.startswith(b"%PDF")
    scene = {"storybookId": book["id"], "page": 1, "scene": 1, "description": "Mina rests in the meadow."}
    family.finished(family.call("POST", "/api/jobs/redraw-scene/start", 202, json=scene).json())

    link = family.call("POST", f"/api/storybooks/{book['id']}/shares", 201, json={}).json()["url"]
    shared = stranger.call("GET", link).json()
    assert shared["pages"][0]["scenes"][0]["description"] == "Mina rests in the meadow."
    assert stranger.call("GET", shared["cover_url"]).content
    stranger.call("GET", f"/api/storybooks/{book['id']}", 404)

    order = family.call("POST", "/api/prints", 201, json={"storybookId": book["id"], "address": ADDRESS}).json()
    _print_files_are_made(order["printRequestId"])
    _approved(carol, order["printRequestId"])
    assert family.call("GET", f"/api/prints/{order['printRequestId']}").json()["status"] == "approved"

    kept = ZipFile(io.BytesIO(family.call("GET", "/api/account/export").content))
    assert _pictures(kept) >= 12
    told = "".join(kept.read(name).decode() for name in kept.namelist() if name.endswith(".json"))
    for trace in (PHONE, "Mina rests in the meadow.", ADDRESS["line1"], order["printRequestId"]):
        assert trace in told

    _erased(family)
    family.call("GET", "/api/storybooks", 401)
    stranger.call("GET", link, 404)
    stranger.call("GET", result["pdf_url"], 404)
    rows = all_rows()
    assert not FAMILY_WORDS.search(rows)
    for trace in (PHONE, "Meadow", "Zephyrwillow", book["id"], link.rpartition("/")[2]):
        assert trace not in rows
    assert not cloudinary.assets
    assert not StoredFile.objects.filter(discarded_at=None).exists()
    anonymous = PrintRequest.objects.get()
    assert (anonymous.user, anonymous.recipient, anonymous.title) == (None, "", "")


def _print_files_are_made(order: str) -> None:
    assert eventually(lambda: PrintRequest.objects.get(id=order).interior_id is not None, 60)


def _approved(carol: User, order: str) -> None:
    User.objects.filter(pk=carol.pk).update(is_superuser=True)
    admin = Client()
    admin.force_login(User.objects.get(pk=carol.pk))
    admin.post("/admin/prints/printrequest/", {"action": "approve", "_selected_action": [order]}, follow=True)


def _pictures(archive: ZipFile) -> int:
    return sum(name.endswith((".jpg", ".png", ".webp")) for name in archive.namelist())


def _erased(family: Family) -> None:
    """With a code of this minute. The pause between two codes is not waited for here."""
    PhoneOTP.objects.all().delete()
    family.call("DELETE", "/api/account", 202, json={"otp_code": family.code()})
    erase_requested()
    assert not User.objects.filter(phone=PHONE).exists()
