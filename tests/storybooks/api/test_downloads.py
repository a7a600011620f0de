"""GET /api/storybooks/{id}/download and …/pictures"""

import io
import zipfile

import pytest

from jobs.errors import TransientError
from storybooks.api.downloads import file_name
from storybooks.media import media_store
from storybooks.models import StoredFile
from tests.refusals import said
from tests.storybooks.api.test_book import NOT_FOUND
from tests.storybooks.shelf import PDF, finished_book, picture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse"),  # the test's client reads without a loop
]


def whole(answer) -> bytes:
    """The body of a stream."""
    return b"".join(answer)


def archive(answer) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole(answer))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_pdf_comes_as_a_file_with_the_books_name(alice, client_of):
    book = finished_book(alice)
    answer = client_of(alice).get(f"/api/storybooks/{book.id}/download")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="The Lantern.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_title_of_other_letters_is_written_as_rfc_8187_says(alice, client_of):
    book = finished_book(alice, title="المصباح")
    answer = client_of(alice).get(f"/api/storybooks/{book.id}/download")
    encoded = "%D8%A7%D9%84%D9%85%D8%B5%D8%A8%D8%A7%D8%AD"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{encoded}.pdf"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("C:\\Windows\\x", "C Windows x"),
        ("...", "Storybook"),
        ("???", "Storybook"),
        ("con", "Storybook con"),
        ("LPT1.old", "Storybook LPT1.old"),
        ('A "quoted"\r\nSet-Cookie: x', "A quoted Set-Cookie x"),
        (" Mina  &\tFox. ", "Mina &Fox"),
        ("x" * 100, "x" * 60),
        ("می\u200cروم", "می\u200cروم"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("Der Fuchs: Teil 2", "Der Fuchs Teil 2"),
    ],
)
def test_a_name_that_every_file_system_takes(title, name):
    assert file_name(title, "pdf") == f"{name}.pdf"
    assert len(file_name(title, "pdf").encode()) < 255


def test_all_pictures_come_in_a_zip_in_the_order_of_the_book(alice, client_of):
    book = finished_book(alice, failed=(3,))
    answer = client_of(alice).get(f"/api/storybooks/{book.id}/pictures")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"] == 'attachment; filename="The Lantern.zip"'
    files = archive(answer)
    assert list(files) == [
        "01 cover.jpg",
        "02 page 1 scene 1.jpg",
        "03 page 1 scene 2.jpg",
        "04 page 2 scene 2.jpg",
        "05 portrait.jpg",
    ]
    assert files["01 cover.jpg"] == picture("#5b3a29")
    assert files["05 portrait.jpg"] == picture("#7fb58a")


def test_a_picture_that_is_lost_is_left_out(alice, client_of):
    book = finished_book(alice, pages=1)
    media_store().delete(book.cover.key)
    files = archive(client_of(alice).get(f"/api/storybooks/{book.id}/pictures"))
    assert [name[3:] for name in files] == ["page 1 scene 1.jpg", "page 1 scene 2.jpg", "portrait.jpg"]


def test_a_store_that_fails_breaks_the_download_off(alice, client_of, monkeypatch):
    book = finished_book(alice, pages=1)

    def down(self, key):
        raise TransientError("The picture store does not work right now.", code="MEDIA_STORE_ERROR")

    monkeypatch.setattr(type(media_store()), "read", down)
    with pytest.raises(TransientError):
        whole(client_of(alice).get(f"/api/storybooks/{book.id}/pictures"))
    answer = client_of(alice).get(f"/api/storybooks/{book.id}/download")
    assert (answer.status_code, answer.json()["code"]) == (503, "MEDIA_STORE_ERROR")


@pytest.mark.parametrize("what", ["download", "pictures"])
def test_they_answer_to_who_may_read_the_book_and_to_who_has_their_address(alice, bob, carol, client_of, what):
    hers, guests = finished_book(alice), finished_book()
    url = f"/api/storybooks/{hers.id}/{what}"
    assert [client_of(user).get(url).status_code for user in (alice, carol, bob, None)] == [200, 200, 404, 404]
    assert said(client_of(bob).get(url)) == NOT_FOUND
    assert client_of().get(f"/api/storybooks/{guests.id}/{what}").status_code == 200
    address = client_of(alice).get(f"/api/storybooks/{hers.id}").json()[f"{what}_url"]
    assert client_of().get(address).status_code == 200
    token = address.partition("?token=")[2]
    assert client_of().get(f"/api/storybooks/{finished_book(alice).id}/{what}?token={token}").status_code == 404
    assert client_of().get(f"/api/storybooks/{hers.id}?token={token}").status_code == 404


@pytest.mark.parametrize("accept", ["application/pdf", "application/zip", "text/html"])
def test_a_client_that_accepts_no_json_gets_its_file(alice, client_of, accept):
    book = finished_book(alice)
    for url in (f"/api/storybooks/{book.id}/download", f"/api/storybooks/{book.id}/pictures", f"/media/{book.pdf_id}"):
        assert client_of(alice).get(url, headers={"Accept": accept}).status_code == 200


def test_a_book_without_a_pdf(alice, client_of):
    book = finished_book(alice)
    StoredFile.objects.filter(id=book.pdf_id).delete()
    answer = client_of(alice).get(f"/api/storybooks/{book.id}/download")
    assert (answer.status_code, answer.json()["code"]) == (404, "FILE_NOT_FOUND")
    body = client_of(alice).get(f"/api/storybooks/{book.id}").json()
    assert (body["pdf_url"], body["pdf_is_current"]) == (None, False)
