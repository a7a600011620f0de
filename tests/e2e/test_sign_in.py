"""Families before the first pages: signing in with and without scripts, and what axe and a ruler find."""

import gzip
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Path(__file__).resolve().parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
RULE = """new Promise((resolve) => new PerformanceObserver((list, observer) => {
    observer.disconnect();
    resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0));
}).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(resolve, 600, 0))"""


@pytest.fixture(autouse=True)
def _nothing_sent(phones):
    phones.reset()


def a_picture(route) -> None:
    """For each sample: drawing them takes the studio a while."""
    stream = io.BytesIO()
    Image.new("RGB", (96, 120 if "photo" in route.request.url else 96), "#cc8844").save(stream, "WEBP")
    route.fulfill(body=stream.getvalue(), content_type="image/webp")


def to_the_code(page: Page) -> None:
    page.route("**/samples/**", a_picture)
    page.goto("/")
    page.click("header a[href='/sign-in']")
    page.select_option("[name=country]", "SA")
    page.fill("[name=number]", "٠٥١٢٣٤٥٦٧٨")
    page.click("main button")
    expect(page.locator("[name=code]")).to_be_focused()


def test_with_scripts_six_digits_send_themselves_and_the_wait_for_another_counts_down(visit, phones):
    page = visit(locale="en", viewport=PHONE)
    to_the_code(page)
    again = page.locator("[name=again]")
    expect(again).to_be_disabled()
    first = page.text_content("[data-clock]")
    expect(page.locator("[data-clock]")).not_to_have_text(first)
    page.locator("[name=code]").press_sequentially(phones.messages[-1][1])
    page.wait_for_url("**/storybook/library")
    page.goto("/account")
    expect(page.locator("main")).to_contain_text("+966 51 234 5678")
    expect(page.locator(".ways.family")).to_be_in_viewport()  # under the thumb


def test_without_scripts_an_arab_family_signs_in_chooses_the_dark_and_signs_out(visit, phones):
    page = visit(locale="ar-SA", viewport=PHONE, java_script_enabled=False)
    to_the_code(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.fill("[name=code]", "000000" if phones.messages[-1][1] != "000000" else "111111")
    page.click("main form:first-child button")
    expect(page.locator(".error")).to_contain_text("ليس هذا أحدث رمز")
    page.fill("[name=code]", phones.messages[-1][1])
    page.click("main form:first-child button")
    page.wait_for_url("**/storybook/library")
    page.click("footer [value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(19, 26, 54)")
    page.goto("/account")
    page.click("main form[action='/sign-out'] button")
    expect(page.locator("[role=status]")).to_contain_text("سجّلتم الخروج")
    assert User.objects.get().phone == "+966512345678"


@pytest.mark.parametrize(
    ("language", "scheme", "window"), [("en", "light", PHONE), ("ar", "dark", DESK)], ids=["day", "night"]
)
def test_axe_finds_no_fault_on_any_page(visit, client_of, alice, carol, base, language, scheme, window):
    page = visit(locale=language, color_scheme=scheme, viewport=window, reduced_motion="reduce")
    to_the_code(page)
    found = {path: faults(page, path) for path in ("/", "/sign-in", "/sign-in/code", "/nowhere")}
    sign_in_as(page, base, client_of(alice))
    found |= {path: faults(page, path) for path in ("/account", "/account/erase")}
    sign_in_as(page, base, client_of(carol))
    found["/style"] = faults(page, "/style")
    assert {path: what for path, what in found.items() if what} == {}


def sign_in_as(page: Page, base: str, client) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


def faults(page: Page, path: str) -> list:
    page.goto(path)
    page.evaluate(AXE.read_text())
    return page.evaluate(
        """axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] }).then(({ violations }) =>
            violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]))"""
    )


def carried(response) -> int:
    """The bytes of an answer as production sends it: styles, scripts and drawings are compressed there."""
    body = response.body()
    return len(gzip.compress(body)) if response.url.endswith((".css", ".js", ".svg")) else len(body)


@pytest.mark.parametrize(("language", "window"), [("en", PHONE), ("ar", DESK)], ids=["phone", "desk"])
def test_a_first_page_is_under_100_kilobytes_before_pictures_and_nothing_on_it_moves(visit, language, window):
    for path in ("/", "/sign-in"):
        page = visit(locale=language, viewport=window)
        page.route("**/samples/**", a_picture)
        answers = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(path, wait_until="networkidle")
        assert sum(carried(answer) for answer in answers if "/samples/" not in answer.url) < 100_000, path
        assert page.evaluate(RULE) < 0.02, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
