"""Families before the first pages: signing in with scripts, and without."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


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
