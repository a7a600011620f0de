"""The reader in a browser: turned by keys, buttons and fingers, read aloud, in larger letters, without scripts."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storybooks.models import Storybook
from tests.books.web import RunningWeb
from tests.e2e.conftest import APART, PATIENCE
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
VOICES = """
window.said = [];
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
const spoken = { queue: [], getVoices: () => [{ lang: "en-GB", default: true }, { lang: "ar-SA" }],
  speak(u) { window.said.push([u.lang, u.text.trim()]); this.queue.push(u); }, cancel() { this.queue = []; },
  finish() { const all = this.queue.splice(0); for (const u of all) u.dispatchEvent(new Event("end")); } };
Object.defineProperty(window, "speechSynthesis", { value: spoken });
"""
"""A machine without loudspeakers has no voices: these keep what they are to say, and finish when the test says so."""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifted += each.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def base(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """A server alone: nothing has to be drawn."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), RunningWeb(folder, **APART, MEDIA_ROOT=settings.MEDIA_ROOT) as web:
        yield web.base


@pytest.fixture
def arabic() -> Storybook:
    book = finished_book(None, title="فانوس")
    for page in book.pages:
        for scene in page["scenes"]:
            scene["description"] = "وجدت مينا فانوساً."
    book.save()
    return book


def opened(context: BrowserContext, base: str, book: Storybook, place: str = "") -> Page:
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{base}/storybook/{book.id}{place}")
    return page


def at(page: Page, number: int, of: int = 7) -> None:
    """The book lies open at this leaf, and rests there."""
    expect(page.locator("[data-position]")).to_have_text(f"{number} of {of}")
    leaf = page.locator(".leaf").nth(number - 1)
    expect(leaf).to_be_in_viewport(ratio=0.3)
    page.wait_for_function(
        "(n) => Math.abs(document.querySelectorAll('.leaf')[n].getBoundingClientRect().left"
        " - document.querySelector('.book').getBoundingClientRect().left) < 2",
        arg=number - 1,
    )


def swipe(page: Page, distance: int) -> None:
    """A finger that moves so many pixels to the right, or to the left."""
    touch = page.context.new_cdp_session(page)
    x, steps = 195 - distance / 2, 12

    def finger(kind: str, *places: float) -> None:
        points = [{"x": place, "y": 300} for place in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", x)
    for step in range(1, steps + 1):
        finger("touchMove", x + distance * step / steps)
        page.wait_for_timeout(16)
    finger("touchEnd")


def test_a_book_is_read_by_keys_buttons_fingers_and_voice(browser: Browser, base, arabic):
    book = finished_book(None)
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB") as context:
        context.add_init_script(VOICES + SHIFTS)
        page = opened(context, base, book)
        _turn_by_keys_and_buttons(page)
        _come_back_to_where_one_was_with_larger_letters(page)
        _be_read_to(page)
        assert page.evaluate("window.shifted") < 0.01
    with browser.new_context(**PHONE, locale="en-GB") as context:
        page = opened(context, base, book)
        at(page, 1)
        swipe(page, -250)
        at(page, 2)
        swipe(page, 250)
        at(page, 1)
        page = opened(context, base, arabic)
        at(page, 1)
        swipe(page, 250)
        at(page, 2)
        page.keyboard.press("ArrowLeft")
        at(page, 3)
        page.keyboard.press("ArrowRight")
        at(page, 2)


def _turn_by_keys_and_buttons(page: Page) -> None:
    at(page, 1)
    expect(page.get_by_role("button", name="Page back")).to_be_disabled()
    near = "[...document.querySelectorAll('.leaf')].map((leaf) => leaf.querySelector('img')?.loading ?? '')"
    assert page.evaluate(near)[:4] == ["eager", "eager", "eager", "lazy"]
    page.keyboard.press("ArrowRight")
    at(page, 2)
    assert page.evaluate(near)[:5] == ["eager"] * 4 + ["lazy"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    at(page, 4)
    page.keyboard.press("ArrowLeft")
    at(page, 3)
    page.get_by_role("button", name="Turn the page").click()
    at(page, 4)
    page.keyboard.press("Alt+ArrowRight")  # the browser's own
    at(page, 4)


def _come_back_to_where_one_was_with_larger_letters(page: Page) -> None:
    words = page.locator("#scene-2 .reader")
    size = "(element) => parseFloat(getComputedStyle(element).fontSize)"
    before = words.evaluate(size)
    page.get_by_role("button", name="Larger letters").click()
    larger = words.evaluate(size)
    assert larger > before
    assert page.url.endswith("#scene-2")
    page.reload()
    at(page, 4)
    assert words.evaluate(size) == larger


def _be_read_to(page: Page) -> None:
    button = page.get_by_role("button", name="Read aloud")
    button.click()
    assert page.evaluate("said") == [["en-GB", "Mina counts to 2."]]
    page.evaluate("speechSynthesis.finish()")
    at(page, 5)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("said.at(-1)") == ["en-GB", "Mina counts to 3."]
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("speechSynthesis.queue.length") == 0


def test_without_scripts_a_book_is_scrolled(browser: Browser, base):
    book = finished_book(None)
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        page = opened(context, base, book)
        expect(page.locator(".bar")).to_be_hidden()
        tops = [box["y"] for box in (leaf.bounding_box() for leaf in page.locator(".leaf").all())]
        assert tops == sorted(set(tops))
        last = page.get_by_text("Mina counts to 4.")
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport()
