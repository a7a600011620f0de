"""A family's first book, from the home page on: with lost networks, other tabs and second thoughts; without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from jobs import engine
from jobs.models import Job
from jobs.states import Status
from prints.models import PrintRequest
from storybooks.models import Storybook
from tests.chaos.clusters import eventually
from tests.conftest import STORY
from tests.e2e.families import DESK, DRAWING, PHONE, STEPS, Family, places
from tests.jobs.helpers import later_job
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db(transaction=True)
ARABIC = (
    "وجدت مينا فانوسًا عند طرف الغابة. كان المطر يهطل والفانوس منطفئ. خرج ثعلب صغير من بين الشجيرات ونظر إليها. "
    "مشيا معًا إلى النهر. وفي الليل ظهرت النجوم وبدأ الفانوس يضيء. ضحكت مينا وعانقت الثعلب."
)
CUT_OFF = {"en": "No connection right now. Trying again…", "ar": "لا يوجد اتصال الآن. نعيد المحاولة…"}
COME_BACK = """() => { for (const visibilityState of ["hidden", "visible"]) {
  Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
} }"""
CERTAIN = 450
"""Milliseconds after which a click is no double click's second one any more."""


@pytest.fixture(autouse=True)
def _nothing_sent(phones):
    phones.reset()


def test_a_new_family_comes_from_the_home_page_to_its_finished_book_and_orders_it(visit, phones, photo_bytes):
    """Two, side by side: on a phone in Arabic, whose network goes meanwhile, and on a desk in English, in two tabs."""
    phone = Family(visit(**PHONE, locale="ar-SA"), "ar", "فانوس مينا", ARABIC)
    desk = Family(visit(**DESK, locale="en-GB"), "en", "The Lantern", STORY)
    for family, number in ((phone, "٠٥١٢٣٤٥٦٧٨"), (desk, "0512345679")):
        comes_in(family, number, phones)
        sees_its_photo_before_it_is_sent(family, photo_bytes)
        family.tells(photo_bytes)
        family.tells_a_story_of_its_own()
    looks_back_through_the_steps(desk)
    phone.begins()
    loses_the_network_and_nothing_else(phone)
    desk.begins()
    stops_and_goes_on_in_another_tab(desk)
    for family in (phone, desk):
        book = comes_to_its_finished_book(family)
        reads(family, book)
        words = changes_the_words_of_a_scene(family)
        shows_it_to_a_stranger(family, words, visit)
        orders_it_on_paper(family)
    for family in (phone, desk):
        files = family.page.get_by_role("link", name=family.words("The cover (PDF)"))
        expect(files).to_be_visible(timeout=DRAWING)  # what the printer gets is shown when it is made


def comes_in(family: Family, number: str, phones) -> None:
    page = family.page
    page.goto("/")
    page.locator("header").get_by_role("link", name=family.words("Sign in")).click()
    family.signs_in(number, phones)
    family.is_at("/storybook/library")
    family.press("Make a book", "link")
    family.is_at("/create")


def sees_its_photo_before_it_is_sent(family: Family, photo: bytes) -> None:
    """And a wrong one is refused at once."""
    page = family.page
    page.fill("[name=title]", "?")
    family.goes_on("photo")
    page.set_input_files("#id_photo", {"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    wrong = page.get_by_text(family.words("We can read photos in JPEG, PNG and WebP. Please choose one of these."))
    expect(wrong).to_be_visible()
    page.set_input_files("#id_photo", {"name": "mina.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(wrong).to_be_hidden()
    expect(page.get_by_role("img", name=family.words("Your photo"))).to_have_js_property("naturalWidth", 320)
    page.go_back()
    family.is_at("/create")


def looks_back_through_the_steps(family: Family) -> None:
    """By the browser's button: each is as it was told, and the way forward is still there."""
    page = family.page
    for step in reversed(STEPS[:-1]):
        page.go_back()
        family.is_at(f"/create{step}")
    expect(page.locator("[name=title]")).to_have_value(family.title)
    for step in STEPS[1:]:
        page.go_forward()
        family.is_at(f"/create{step}")
    page.goto("/create/story")
    expect(page.locator("[name=story]")).to_have_value(family.story)
    expect(page.get_by_text("Words: 54")).to_be_visible()
    page.goto("/create/review")
    expect(page.get_by_text(family.title, exact=True)).to_be_visible()


def loses_the_network_and_nothing_else(family: Family) -> None:
    page = family.page
    family.sees("Your book is being made", timeout=DRAWING)
    expect(family.pictures.first).to_be_visible(timeout=DRAWING)
    page.context.set_offline(True)
    expect(page.get_by_text(CUT_OFF[family.language])).to_be_visible()
    seen = places(family.pictures)
    page.context.set_offline(False)
    expect(page.get_by_text(CUT_OFF[family.language])).to_be_hidden()
    expect(family.pictures.nth(len(seen))).to_be_visible(timeout=DRAWING)  # one more, by itself
    shown = places(family.pictures)
    assert set(seen) < set(shown)
    assert len(set(shown)) == len(shown)


def stops_and_goes_on_in_another_tab(family: Family) -> None:
    """What one tab does is seen in the other."""
    here = family.page
    there = Family(here.context.new_page(), family.language, family.title, family.story)
    there.page.goto(here.url)
    for tab in (family, there):
        tab.sees("Your book is being made", timeout=DRAWING)
        expect(tab.pictures.first).to_be_visible(timeout=DRAWING)
    assert places(family.pictures)[0] == places(there.pictures)[0]
    there.press("Cancel")
    there.page.get_by_role("button", name="Yes, stop").click(delay=CERTAIN)
    for tab in (there, family):
        tab.sees("This book was stopped")
        expect(tab.pictures.first).to_be_visible()
    there.press("Workshop", "link")
    there.page.get_by_role("button", name="Try again").click()
    expect(there.page.get_by_role("button", name="Cancelled 0")).to_be_visible()
    here.evaluate(COME_BACK)
    family.sees("Your book is")  # in the making, or ready already
    there.page.close()


def comes_to_its_finished_book(family: Family) -> Storybook:
    page = family.page
    family.sees("Your book is ready", timeout=DRAWING)
    book = Storybook.objects.get(job=page.url[-36:])
    expect(family.pictures).to_have_count(sum(len(part["scenes"]) for part in book.pages) + 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pdf = page.get_by_role("link", name=family.words("The book as a PDF")).get_attribute("href")
    assert page.request.get(pdf).body().startswith(b"%PDF")
    family.press("Open the book", "link")
    family.is_at(f"/storybook/{book.id}")
    return book


def reads(family: Family, book: Storybook) -> None:
    page = family.page
    expect(page.get_by_role("heading", name=book.title, level=1)).to_be_in_viewport()
    for leaf in (1, 2):
        expect(page.locator("[data-position]")).to_have_text(re.compile(rf"^\D*{leaf}\b"))
        page.keyboard.press("ArrowLeft" if family.language == "ar" else "ArrowRight")
    expect(page.get_by_text(book.pages[0]["scenes"][0]["description"])).to_be_in_viewport(ratio=0.9)


def changes_the_words_of_a_scene(family: Family) -> str:
    page = family.page
    page.locator("#scene-1").get_by_role("link", name=family.words("Change this scene")).click()
    words = page.locator("[name=description]")
    changed = f"{words.input_value()} {family.title}!"
    words.fill(changed)
    family.press("Keep this text")
    family.press("See it in the book", "link")
    expect(page.get_by_text(changed)).to_be_in_viewport(ratio=0.9)
    return changed


def shows_it_to_a_stranger(family: Family, words: str, visit) -> None:
    family.press("Share", "link")
    family.press("Make a link")
    link = family.page.locator("[data-link]").input_value()
    stranger: Page = visit(locale="en-GB")
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name=family.title, level=1)).to_be_in_viewport()
    expect(stranger.get_by_role("link", name="Change this scene")).to_have_count(0)
    stranger.goto(f"{link}#scene-1")
    expect(stranger.get_by_text(words)).to_be_in_viewport(ratio=0.9)


def orders_it_on_paper(family: Family) -> None:
    page = family.page
    family.press(family.title, "link")
    family.press("Order on paper", "link")
    for field, told in (
        ("recipient", "Layla"),
        ("line1", "Olaya Street 7"),
        ("city", "Riyadh"),
        ("postal_code", "12211"),
    ):
        page.fill(f"[name={field}]", told)
    expect(page.locator("[name=country]")).to_have_value("SA" if family.language == "ar" else "GB")
    page.select_option("[name=country]", "SA")
    family.press("Look through the order")
    family.sees("Is everything right?")
    page.locator(".onward button").click()  # it says for how much
    family.is_at("/prints/[0-9a-f-]{36}")
    for told in (family.title, "Layla", "Olaya Street 7"):
        expect(page.locator("main").get_by_text(told).first).to_be_visible()
    assert PrintRequest.objects.get(storybook__title=family.title).status == "pending"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_a_family_is_asked_to_sign_in_at_the_end_and_its_book_is_begun_seen_and_stopped(
    visit, phones, photo_bytes
):
    page = visit(**PHONE, locale="en-GB", java_script_enabled=False)
    family = Family(page, "en", "The Lantern", "")
    page.goto("/")
    page.get_by_role("link", name="Make a book").first.click()
    family.tells(photo_bytes)
    page.check("[value=genre]")
    page.check("[value=bedtime]")
    page.fill("[name=hero]", "Mina, six years old, with a red coat")
    family.goes_on("review")
    page.locator("main").get_by_role("link", name="Sign in").click()
    family.signs_in("0512345678", phones, scripts=False)
    family.is_at("/create/review")
    expect(page.get_by_role("img", name="Your photo")).to_have_js_property("naturalWidth", 128)  # as it is shown
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    family.begins()
    family.sees("Your book is")  # waiting, or being made
    job = Job.objects.get()
    engine.cancel(job.id, actor="test")
    family.sees("This book was stopped")  # the page looks again by itself
    family.press("Try again")
    family.sees("Your book is")
    family.press("Stop")
    expect(page.get_by_role("status")).to_contain_text("We are stopping.")
    assert eventually(lambda: Job.objects.get(id=job.id).status == Status.CANCELLED)


@pytest.fixture
def as_alice(visit, alice, client_of, base):
    """A function: the page of Alice's browser, which is set so."""

    def go(**browser) -> Page:
        page = visit(**browser, locale="en-GB")
        session = client_of(alice).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        return page

    return go


@pytest.fixture
def alices(as_alice) -> Page:
    return as_alice(**DESK)


def test_a_family_changes_words_without_scripts_and_watches_a_missing_picture_being_drawn(as_alice, alice):
    book = finished_book(alice, failed=(3,))
    plain, lively = (as_alice(**PHONE, java_script_enabled=scripts) for scripts in (False, True))
    _send_other_words(plain, f"/storybook/{book.id}")
    _have_it_drawn(lively, f"/storybook/{book.id}")
    plain.get_by_role("link", name="Look again").click(timeout=DRAWING)
    expect(plain.locator("#words")).to_contain_text("The new words stand in the book")
    plain.get_by_role("link", name="See it in the book").click()
    expect(plain.locator("#scene-1")).to_contain_text("Mina counts her first star.")
    expect(plain.locator("#scene-3")).not_to_contain_text("did not come out")
    book.refresh_from_db()
    assert not book.has_errors


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
    picture = page.locator("[data-part=shown] img")
    before = picture.get_attribute("src")
    page.get_by_role("button", name="Have it drawn anew").click()
    page.wait_for_url("**#picture")
    page.get_by_label("The text under the picture").fill("Typed meanwhile.")
    expect(page.locator("#picture")).to_contain_text("The new picture is in its place", timeout=DRAWING)
    expect(picture).not_to_have_attribute("src", before)
    page.wait_for_function("() => document.querySelector('[data-part=shown] img').naturalWidth > 0")
    expect(page.get_by_label("The text under the picture")).to_have_value("Typed meanwhile.")
    expect(page.locator("[data-said]")).to_contain_text("The new picture is in its place")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="See it in the book").click()
    expect(page.locator("[data-position]")).to_have_text("5 of 7")


def test_what_was_chosen_in_the_workshop_is_chosen_still_after_a_look_at_a_job(alices, alice):
    for number in range(12):
        engine.cancel(later_job(alice, title=f"Story {number}").id, actor="test")
    later_job(alice)
    alices.goto("/jobs")
    alices.get_by_role("button", name="Cancelled 12").click()
    alices.get_by_role("button", name="Show more").click()
    expect(alices.locator("job-card")).to_have_count(12)
    alices.get_by_role("link", name="Story 1", exact=True).click()
    expect(alices.get_by_role("heading", name="It was stopped")).to_be_visible()
    alices.go_back()
    expect(alices.locator("job-card")).to_have_count(12)
    expect(alices.get_by_role("button", name="Cancelled 12")).to_have_attribute("aria-pressed", "true")
    alices.get_by_label("Search").fill("Story 11")
    expect(alices.locator("job-card")).to_have_count(1)
    alices.reload()
    expect(alices.get_by_label("Search")).to_have_value("Story 11")
    expect(alices.locator("job-card")).to_have_count(1)
    assert alices.url.endswith("/jobs")


def test_pictures_that_are_drawn_out_of_turn_find_their_place_among_the_others(alices, alice):
    drawn = [1, 3]

    def answer(route) -> None:
        items = (f"<li><img alt='{place}' src='/p/{n}?token={len(drawn)}'></li>" for place, n in enumerate(drawn, 1))
        route.fulfill(body=f"<ul>{''.join(items)}</ul>", content_type="text/html")

    alices.route("**/pictures", answer)
    alices.route("**/p/*", lambda route: route.fulfill(status=204))
    alices.clock.install()
    book = later_job(alice, type="storybook", input_data={"audience": "children"})
    alices.goto(f"/jobs/{book.id}")
    pictures = alices.locator("#drawn img")
    expect(pictures).to_have_count(2)
    pictures.last.evaluate("(picture) => { picture.wasThere = true; }")
    drawn.insert(1, 2)
    alices.evaluate("document.dispatchEvent(new Event('job-progress'))")
    alices.clock.run_for(2000)
    expect(pictures).to_have_count(3)
    assert places(pictures) == ["/p/1", "/p/2", "/p/3"]
    assert pictures.last.evaluate("({ wasThere, alt }) => [wasThere, alt]") == [True, "3"]
