"""A guest makes a book on a phone, from /create to its end; a family changes one: with scripts, and without."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from storybooks.models import Storybook
from tests.conftest import STORY
from tests.storybooks.shelf import finished_book

SECONDS = 60_000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def new_page(context: BrowserContext, problems: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(f"{said.text} {said.location}") if said.type == "error" else None)
    return page


def go_on(page: Page, to: str) -> None:
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile(f"/create/{to}$"))


def tell(page: Page, base: str, photo: bytes) -> None:
    """Everything up to the last button; the page is left once and come back to."""
    page.goto(f"{base}/create")
    page.get_by_label("Title", exact=True).fill("The Lantern")
    go_on(page, "photo")
    page.locator("#id_photo").set_input_files({"name": "mina.jpg", "mimeType": "image/jpeg", "buffer": photo})
    go_on(page, "style")
    page.get_by_label("Comic book").check()
    go_on(page, "audience")
    page.go_back()
    page.reload()
    expect(page.get_by_label("Comic book")).to_be_checked()
    go_on(page, "audience")
    page.get_by_label("Children").check()
    go_on(page, "story")
    page.get_by_label("I tell the story").check()
    expect(page.get_by_text("Who is the hero?")).to_be_hidden()
    page.get_by_label("Your story").fill(STORY)
    go_on(page, "review")
    expect(page.get_by_text("The Lantern", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.django_db(transaction=True)
def test_guests_make_books_with_scripts_and_without(base, browser, photo_bytes):
    """Side by side: each page comes by itself to the end of its job."""
    problems: list[str] = []
    plain, lively = (browser.new_context(**PHONE, java_script_enabled=scripts) for scripts in (False, True))
    pages = {}
    for context, telling in ((plain, tell), (lively, tell_with_scripts)):
        page = pages[context] = new_page(context, problems)
        telling(page, base, photo_bytes)
        page.get_by_role("button", name="Make the book").click()
        expect(page).to_have_url(re.compile(r"/jobs/[0-9a-f-]{36}$"))
    for context, page in pages.items():
        expect(page.get_by_role("heading", name="Your book is ready")).to_be_visible(timeout=SECONDS)
        expect(page.get_by_role("link", name="Open the book")).to_be_visible()
        pdf = page.get_by_role("link", name="The book as a PDF").get_attribute("href")
        assert context.request.get(base + pdf).body().startswith(b"%PDF")
        scenes = sum(len(part["scenes"]) for part in Storybook.objects.get(job=page.url[-36:]).pages)
        expect(page.locator(".drawn img")).to_have_count(scenes + 2)
        context.close()
    assert problems == []


def tell_with_scripts(page: Page, base: str, photo: bytes) -> None:
    """The chosen photo is seen before it is sent, a wrong one told at once, and words are counted."""
    page.goto(f"{base}/create")
    page.get_by_label("Title", exact=True).fill("The Lantern")
    go_on(page, "photo")
    page.locator("#id_photo").set_input_files({"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    expect(page.get_by_text("We can read photos in JPEG, PNG and WebP.")).to_be_visible()
    page.locator("#id_photo").set_input_files({"name": "mina.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(page.get_by_role("img", name="Your photo")).to_have_js_property("naturalWidth", 320)
    tell(page, base, photo)
    page.goto(f"{base}/create/story")
    expect(page.get_by_text("Words: 54")).to_be_visible()
    page.goto(f"{base}/create/review")


@pytest.mark.django_db(transaction=True)
def test_a_family_changes_words_without_scripts_and_watches_a_missing_picture_being_drawn(
    base, browser, alice, client_of
):
    book = finished_book(alice, failed=(3,))
    session = {"name": "sessionid", "value": client_of(alice).cookies["sessionid"].value, "url": base}
    problems: list[str] = []
    plain, lively = (browser.new_context(**PHONE, java_script_enabled=scripts) for scripts in (False, True))
    for context in (plain, lively):
        context.add_cookies([session])
    _send_other_words(new_page(plain, problems), f"{base}/storybook/{book.id}")
    _have_it_drawn(new_page(lively, problems), f"{base}/storybook/{book.id}")
    page = plain.pages[0]
    page.get_by_role("link", name="Look again").click(timeout=SECONDS)
    expect(page.locator("#words")).to_contain_text("The new words stand in the book")
    page.get_by_role("link", name="See it in the book").click()
    expect(page.locator("#scene-1")).to_contain_text("Mina counts her first star.")
    expect(page.locator("#scene-3")).not_to_contain_text("did not come out")
    book.refresh_from_db()
    assert not book.has_errors
    assert problems == []
    for context in (plain, lively):
        context.close()


def _send_other_words(page: Page, place: str) -> None:
    page.goto(place)
    page.get_by_role("link", name="Change this scene").first.click()
    page.get_by_label("The text under the picture").fill("Mina counts her first star.")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator("[data-part=words]")).to_contain_text("Mina counts her first star.")


def _have_it_drawn(page: Page, place: str) -> None:
    """The new picture comes by itself, and what is typed beside it stays."""
    page.goto(f"{place}#scene-3")
    page.get_by_role("link", name="Have it drawn anew").click()
    page.get_by_label("The text under the picture").fill("Typed meanwhile.")
    picture = page.locator("[data-part=shown] img")
    before = picture.get_attribute("src")
    page.get_by_role("button", name="Have it drawn anew").click()
    expect(page.locator("#picture")).to_contain_text("The new picture is in its place", timeout=SECONDS)
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_js_property("naturalWidth", 1024)
    expect(page.get_by_label("The text under the picture")).to_have_value("Typed meanwhile.")
    expect(page.locator("[data-said]")).to_contain_text("The new picture is in its place")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="See it in the book").click()
    expect(page.locator("[data-position]")).to_have_text("5 of 7")
