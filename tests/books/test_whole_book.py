"""A family's whole way: start over HTTP, ask how it goes, fetch the book; with each of the two media stores."""

import io
import re
import urllib.error

import pytest
from django.conf import settings as project
from PIL import Image
from pypdf import PdfReader

from storybooks.models import StoredFile, Storybook
from tests.books.conftest import FAMILY_WORDS, assert_discreet
from tests.books.drawn import PICTURES
from tests.books.tables import all_rows
from tests.books.web import RunningWeb, Visitor
from tests.storybooks.book.books import letters

RANDOM_NAME = re.compile(r"(photo|portrait|scene|cover|book)s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.pdf)?")


@pytest.fixture(params=["local", "cloudinary"])
def store(request, cloudinary) -> dict[str, object]:
    """The environment of web and cluster that chooses a media store."""
    account = {
        "CLOUDINARY_CLOUD_NAME": cloudinary.cloud,
        "CLOUDINARY_API_KEY": cloudinary.key,
        "CLOUDINARY_API_SECRET": cloudinary.secret,
        "CLOUDINARY_UPLOAD_PREFIX": cloudinary.url,
    }
    return {"MEDIA_STORE": request.param} | (account if request.param == "cloudinary" else {})


@pytest.fixture
def web(transactional_db, store, tmp_path):
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "STORYJOBS_TEST_CHILD": 1, "MEDIA_ROOT": project.MEDIA_ROOT}
    with RunningWeb(tmp_path, **own, **store) as server:
        yield server
    assert_discreet(server.said())


def test_a_family_starts_a_book_watches_it_grow_and_fetches_it(
    openai, cloudinary, store, start_cluster, web, alice, bob, client_of, request_body
):
    cluster = start_cluster(**store)
    family = Visitor(web.base, client_of(alice))
    start = family.post_json("/api/jobs/storybook/start", request_body)
    answers = family.follow(start["pollingUrl"])
    result = answers[-1]["result"]

    assert [answer["progress"] for answer in answers] == sorted(answer["progress"] for answer in answers)
    assert len(answers) > 3
    assert answers[-1]["status"] == "completed"
    assert result["has_errors"] is False
    assert "warning" not in result
    _is_the_book(family.get(result["pdf_url"]), request_body)
    shown = [result["cover_url"], result["portrait_url"], *_pictures(result)]
    assert len({_decoded(family.get(url)) for url in shown}) == len(PICTURES)
    _belongs_to(alice, result)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        Visitor(web.base, client_of(bob)).get(result["pdf_url"].partition("?")[0])  # without the token in it

    stored = all_rows()
    assert "data:image" not in stored
    for server in (openai, cloudinary):
        assert server.url not in stored + str(result)
    _is_kept_well(cloudinary, store["MEDIA_STORE"])
    assert "GET /media/" in web.said()
    assert "event=job.completed" in cluster.said()


def test_pictures_that_the_provider_answers_as_links_are_fetched_and_kept_by_us(cluster, openai, start_book, ended):
    openai.links = True
    job = ended(start_book(), "completed")
    assert len(openai.linked) == len(PICTURES)
    assert openai.url not in all_rows()
    assert StoredFile.objects.filter(job=job).count() == len(PICTURES) + 2


def _is_the_book(pdf: bytes, request_body: dict) -> None:
    text = letters("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))
    assert letters(request_body["title"]) in text
    for sentence in re.split(r"(?<=[.!?])\s+", request_body["story"]):
        assert letters(sentence) in text


def _pictures(result: dict) -> list[str]:
    scenes = [scene for page in result["pages"] for scene in page["scenes"]]
    assert len(scenes) == 10
    assert all(scene["emotion"] == "happy" and scene["description"] for scene in scenes)
    return [scene["generatedImage"] for scene in scenes]


def _decoded(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


def _belongs_to(alice, result: dict) -> None:
    book = Storybook.objects.get(id=result["storybook_id"])
    assert (book.user, book.title, book.has_errors) == (alice, result["title"], False)
    assert book.job.user == alice
    files = StoredFile.objects.filter(storybook=book)
    kinds = sorted(files.values_list("kind", flat=True))
    assert kinds == ["book", "cover", "portrait", *["scene"] * 10]
    assert not StoredFile.objects.exclude(user=alice, job=book.job).exists()


def _is_kept_well(cloudinary, store: str) -> None:
    """At Cloudinary everything is there under a name that tells nothing, and only for signed links."""
    assert set(StoredFile.objects.values_list("store", flat=True)) == {store}
    if store == "local":
        assert not cloudinary.calls
        return
    assert len(cloudinary.assets) == StoredFile.objects.count() == len(PICTURES) + 2
    assert {delivery for _, delivery, _ in cloudinary.assets} == {"authenticated"}
    assert all(RANDOM_NAME.fullmatch(public_id) for _, _, public_id in cloudinary.assets)
    assert not [call for call in cloudinary.calls if FAMILY_WORDS.search(call.path)]
