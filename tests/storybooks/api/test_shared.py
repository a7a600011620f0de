"""/api/shared/{token}: a book for whoever has a link, and for nobody any more once it has ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from storybooks.library import erase_book
from storybooks.models import Share, StoredFile, Storybook
from storybooks.shares import share
from tests.refusals import said
from tests.storybooks.shelf import PDF, finished_book, picture
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(alice):
    """Alice's book, its link's row, and the path of the link."""
    book = finished_book(alice, failed=(3,))
    row, token = share(book, None)
    return book, row, f"/api/shared/{token}"


def addresses(body: dict) -> list[str]:
    scenes = [scene["generatedImage"] for page in body["pages"] for scene in page["scenes"]]
    return [body["cover_url"], body["pdf_url"], *scenes]


def test_it_shows_the_book_and_nothing_else(shared, alice, client_of):
    book, _, path = shared
    answer = client_of().get(path)
    body = answer.json()
    assert body.keys() == {"title", "audience", "style", "pages", "cover_url", "pdf_url"}
    assert body["title"] == "The Lantern"
    scenes = [scene for page in body["pages"] for scene in page["scenes"]]
    assert all(scene.keys() == {"description", "generatedImage"} for scene in scenes)
    assert scenes[1]["description"] == "Mina counts to 2."
    text = answer.content.decode()
    hidden = ("tall trees", "proud", "Refused", "A child with a red top", alice.phone, str(alice.id), str(book.id))
    assert [words for words in hidden if words in text] == []
    assert "/media/" not in text
    assert "token=" not in text


def test_its_pictures_and_its_pdf_are_served_below_the_link(shared, client_of):
    book, _, path = shared
    client = client_of()
    body = client.get(path).json()
    assert all(address.startswith(f"http://testserver{path}/files/") for address in addresses(body))
    assert client.get(body["pdf_url"]).content == PDF
    assert client.get(body["cover_url"]).content == picture("#5b3a29")
    assert [client.get(address).status_code for address in addresses(body)] == [200] * 6
    assert client.get(f"/media/{book.cover_id}").status_code == 404  # what the link tells opens nothing else


def test_no_cache_no_search_engine_and_no_other_site_gets_to_know_of_it(shared, client_of):
    path = shared[2]
    body = client_of().get(path).json()
    for address in (path, body["cover_url"], f"{path}x", f"{path}/files/{shared[1].id}"):
        answer = client_of().get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("end", ["ended", "expired", "erased", "never was"])
def test_a_link_that_shows_nothing_is_always_the_same_404_with_all_that_it_showed(shared, alice, client_of, end):
    book, row, path = shared
    client = client_of()
    told = [path, *addresses(client.get(path).json())]
    if end == "ended":
        assert client_of(alice).delete(f"/api/storybooks/{book.id}/shares/{row.id}").status_code == 200
    if end == "expired":
        Share.objects.update(expires_at=timezone.now())
    if end == "erased":
        erase_book(book)
    if end == "never was":
        told = [address.replace(path, path[:-4] + "aaaa") for address in told]
    answers = [client.get(address) for address in told]
    nothing = {"error": "This link shows nothing.", "code": "SHARE_NOT_FOUND"}
    assert [(answer.status_code, said(answer)) for answer in answers] == [(404, nothing)] * len(told)
    assert client_of(alice).get(told[0]).status_code == 404  # the owner has other ways


def test_a_link_shows_the_book_until_its_end(shared, client_of):
    Share.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert client_of().get(shared[2]).status_code == 200


def test_a_link_opens_no_file_but_those_of_its_book(shared, alice, client_of):
    book, _, path = shared
    other = finished_book(alice)
    foreign = [other.cover_id, other.pdf_id, book.id, shared[1].id]
    assert [client_of().get(f"{path}/files/{file_id}").status_code for file_id in foreign] == [404] * 4
    StoredFile.objects.filter(id=book.cover_id).update(discarded_at=timezone.now())
    assert client_of().get(f"{path}/files/{book.cover_id}").json()["code"] == "FILE_NOT_FOUND"


def test_a_title_that_nobody_has_checked_yet_is_not_shown_to_strangers(shared, client_of):
    Storybook.objects.update(title="Something new")
    assert client_of().get(shared[2]).json()["title"] == "The Lantern"


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 44, "é" * 43, "%00", "..", "a" * 42 + "%0A"])
def test_a_link_that_was_guessed(shared, client_of, token):
    assert client_of().get(f"/api/shared/{token}").status_code == 404


def test_nothing_can_be_changed_through_a_link(shared, client_of):
    book, _, path = shared
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client_of(), method)(path, {"title": "x"}, content_type="application/json")
        assert answer.status_code == 405
    book.refresh_from_db()
    assert book.title == "The Lantern"


def test_a_bad_token_of_a_user_does_not_matter_here(shared, client_of):
    assert client_of().get(shared[2], headers={"Authorization": "Bearer no.such.token"}).status_code == 200


def test_one_address_opens_only_so_much(shared, client_of, settings):
    settings.RATE_LIMIT_ADDRESS = settings.RATE_LIMIT_FILES = Limit(2, 3600)
    path = shared[2]
    picture_path = client_of().get(path).json()["cover_url"]
    assert client_of().get("/api/shared/guess").status_code == 404
    assert [client_of().get(picture_path).status_code for _ in range(2)] == [200, 200]
    for address in (path, picture_path):
        refused = client_of().get(address)
        assert (refused.status_code, refused.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
        assert 0 < int(refused["Retry-After"]) <= 3600
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 200
