"""/storybook/{id} and /shared/{token}: who reads a book, what the page has, and what strangers are shown."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from jobs.models import Job
from storybooks.models import Share, Storybook
from storybooks.shares import share
from tests.storybooks.shelf import PDF, finished_book, picture
from users.rate_limits import Limit

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}
ARABIC = "وجدت مينا فانوساً عند طرف الغابة."


@pytest.fixture
def book(alice) -> Storybook:
    return finished_book(alice, failed=(3,))


@pytest.fixture
def link(book) -> str:
    """The path of a link to the book, without an end."""
    return f"/shared/{share(book, None)[1]}"


def place(book: Storybook) -> str:
    return f"/storybook/{book.id}"


def shown(client, path: str, **headers) -> str:
    answer = client.get(path, headers=BROWSER | headers)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


def test_its_owner_and_staff_read_a_book_and_nobody_else_learns_that_there_is_one(book, client_of, alice, bob, carol):
    answers = [client_of(user).get(place(book), headers=BROWSER) for user in (alice, carol, bob, None)]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    other = client_of(bob).get(f"/storybook/{uuid4()}", headers=BROWSER).content.decode()
    hide = re.compile(r'value="[^"]*"|<code.*?</code>')
    assert hide.sub("", answers[2].content.decode()) == hide.sub("", other)


def test_a_guests_book_is_read_by_whoever_knows_its_address_and_changed_by_nobody(client_of, bob):
    book = finished_book(None)
    for client in (client_of(), client_of(bob)):
        page = shown(client, place(book))
        assert "Mina counts to 4." in page
        assert "Change the title" not in page
        assert f"{place(book)}/share" not in page
        assert client.post(place(book), {"title": "Mine"}, headers=BROWSER).status_code == 404
        pictures = re.findall(r'<img src="(/media/[^"]+)"', page)
        assert {client.get(path).status_code for path in pictures} == {200}
    book.refresh_from_db()
    assert book.title == "The Lantern"


def test_a_book_has_a_leaf_for_its_cover_its_title_each_scene_and_the_end(book, client_of, alice):
    page = shown(client_of(alice), place(book))
    assert re.findall(r'<section class="leaf[^"]*" id="([^"]+)"', page) == [
        "cover",
        "title",
        *(f"scene-{number}" for number in range(1, 5)),
        "end",
    ]
    assert re.findall(r"Mina counts to (\d)\.", page) == ["1", "2", "3", "4"]
    pictures = re.findall(r"<img [^>]*src=\"/media/[^>]+>", page)
    assert len(pictures) == 6
    assert all('width="1024" height="1024"' in each for each in pictures)
    assert ["lazy" in each for each in pictures] == [False, *[True] * 5]
    client = client_of(alice)
    assert client.get(re.search(r'src="(/media/[^"]+)"', page)[1]).content == picture("#5b3a29")


def test_a_picture_that_failed_is_told_to_its_owner_alone(book, link, client_of, alice):
    assert shown(client_of(alice), place(book)).count("This picture did not come out") == 1
    page = shown(client_of(), link)
    assert "did not come out" not in page
    assert page.count("<img ") == 7


def test_words_of_a_family_are_shown_as_words(client_of, alice):
    book = finished_book(alice, title="<b>The</b> Lantern", printed_title="<i>x</i>")
    book.pages[0]["scenes"][0]["description"] = "<script>alert(1)</script>\nNext line"
    book.save()
    page = shown(client_of(alice), place(book))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Next line" in page
    assert "<b>The</b>" not in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


@pytest.mark.parametrize("interface", ["en", "ar"])
def test_a_book_turns_as_its_own_words_run_whatever_the_page_speaks(interface, client_of, alice):
    for words, title, direction, language, end in (
        ("Mina walks.", "The Lantern", "ltr", "", "The end"),
        (ARABIC, "فانوس", "rtl", "ar", "النهاية"),
    ):
        book = finished_book(alice, title=title)
        for page in book.pages:
            for scene in page["scenes"]:
                scene["description"] = words
        book.save()
        page = shown(client_of(alice), place(book), **{"Accept-Language": interface})
        assert f'data-leaves dir="{direction}" lang="{language}"' in page
        assert f'<div class="pager" dir="{direction}"' in page
        assert end in page


def test_the_pdf_is_one_press_away(book, client_of, alice):
    client = client_of(alice)
    path = re.search(rf'href="(/api/storybooks/{book.id}/download)"', shown(client, place(book)))[1]
    answer = client.get(path, headers=BROWSER)
    assert answer.content == PDF
    assert "attachment" in answer["Content-Disposition"]


def test_letters_are_as_large_as_the_reader_chose(book, client_of, alice):
    client = client_of(alice)
    for chosen, size in (("4", "4"), ("9", "2"), ('"><b>', "2")):
        client.cookies["text-size"] = chosen
        assert f'data-size="{size}"' in shown(client, place(book))


def test_what_the_reader_loads_besides_pictures_is_under_100_kilobytes(book, client_of, alice):
    for language in ("en", "ar"):
        page = shown(client_of(alice), place(book), **{"Accept-Language": language})
        files = set(re.findall(r'(?:src|href)="/static/([^"#]+)', page))
        assert len(page) + sum(Path(finders.find(file)).stat().st_size for file in files) < 100_000


# --- Another title


def test_its_owner_gives_it_another_title_at_once_and_a_job_binds_the_pdf(book, client_of, alice):
    client = client_of(alice)
    answer = client.post(place(book), {"title": "  The Lamp "}, headers=BROWSER, follow=True)
    assert answer.redirect_chain == [(place(book), 302)]
    page = answer.content.decode()
    assert "The book has its new title" in page
    assert ">The Lamp</h1>" in page
    assert "is being changed right now" in page
    job = Job.objects.get(type="edit-storybook")
    assert (job.user_id, job.input_data["title"], job.input_data["storybook"]) == (alice.id, "The Lamp", str(book.id))


def test_a_title_turns_no_letters_around(book, client_of, alice):
    client_of(alice).post(place(book), {"title": "The \u202eLamp"}, headers=BROWSER)
    book.refresh_from_db()
    assert book.title == Job.objects.get().input_data["title"] == "The Lamp"


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("  ", "Please write a title."),
        ("\u202e\u202e", "Please write a title."),
        ("\u200b", "There is nothing to read in this text."),
        ("a" * 101, "A title has at most 100 characters."),
    ],
)
def test_a_title_that_is_none_is_told_beside_its_field_and_nothing_typed_is_lost(
    title, sentence, book, client_of, alice
):
    answer = client_of(alice).post(place(book), {"title": title}, headers=BROWSER)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "aria-invalid" in page
    assert title.strip() in page
    assert 'renaming" open' in page
    assert not Job.objects.exists()


def test_too_many_titles_are_told_beside_the_field(book, client_of, alice, settings):
    settings.RATE_LIMIT_STARTS = Limit(1, 3600)
    client = client_of(alice)
    answers = [client.post(place(book), {"title": title}, headers=BROWSER) for title in ("One", "Two")]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "You have changed a lot in a short time." in answers[1].content.decode()
    book.refresh_from_db()
    assert book.title == "One"


def test_a_refusal_of_the_engine_is_told_in_the_familys_language(book, client_of, alice, settings):
    settings.MAX_JOBS_PER_USER = 1
    client = client_of(alice)
    answers = [
        client.post(place(book), {"title": title}, headers=BROWSER | {"Accept-Language": "ar"})
        for title in ("One", "Two")
    ]
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "انتظروا حتى" in answers[1].content.decode()


@pytest.mark.parametrize("who", ["bob", "carol", None])
def test_nobody_else_gives_it_a_title(who, book, client_of, request):
    client = client_of(request.getfixturevalue(who) if who else None)
    assert client.post(place(book), {"title": "Mine"}, headers=BROWSER).status_code == 404
    assert not Job.objects.exists()


# --- Strangers with a link


def test_a_stranger_with_a_link_reads_the_book_and_sees_nothing_of_its_family(book, link, client_of, alice):
    Storybook.objects.filter(id=book.id).update(title="Not looked at yet")
    page = shown(client_of(), link)
    assert ">The Lantern</h1>" in page
    assert "Mina counts to 4." in page
    hidden = (str(book.id), str(alice.id), alice.phone, "Not looked at yet", "tall trees", "/media/", "<form", "Change")
    assert [words for words in hidden if words in page] == []
    addresses = re.findall(rf'(?:src|href)="({link.replace("/shared", "/api/shared")}/files/[^"]+)"', page)
    assert len(addresses) == 7
    assert {client_of().get(address).status_code for address in addresses} == {200}


def test_a_link_is_told_to_no_cache_no_search_engine_and_no_other_site(link, client_of):
    for path in (link, "/shared/" + "x" * 43):
        answer = client_of().get(path, headers=BROWSER)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert 'name="robots" content="noindex"' in answer.content.decode()


def test_a_link_stands_in_no_line_of_the_log_and_on_its_page_only_before_its_files(link, client_of, as_json):
    token = link.rpartition("/")[2]
    page = shown(client_of(), link)
    client_of().get(link + "x", headers=BROWSER)
    assert as_json.found("shared")
    assert token not in as_json.getvalue()
    assert len(re.findall(token, page)) == len(re.findall(rf"/api/shared/{token}/files/", page))


def test_its_owner_too_sees_there_what_strangers_see(link, client_of, alice):
    page = shown(client_of(alice), link)
    assert "Change the title" not in page
    assert "Order on paper" not in page


def test_a_link_that_ended_or_never_was_says_so_kindly_and_always_the_same(book, link, client_of):
    expired = share(book, timezone.now() + timedelta(days=1))[1]
    Share.objects.filter(expires_at__isnull=False).update(expires_at=timezone.now())
    Share.objects.filter(expires_at__isnull=True).delete()
    answers = [
        client_of().get(path, headers=BROWSER)
        for path in (link, f"/shared/{expired}", "/shared/" + "x" * 43, "/shared/short")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "This link shows nothing any more" in answers[0].content.decode()
