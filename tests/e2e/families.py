"""What a family does on the pages, in its language, as far as several journeys do it."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from tests.fakes.sms import FakeSms

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
STEPS = ("", "/photo", "/style", "/audience", "/story", "/review")
DRAWING = 90_000
"""Milliseconds that a book takes at most on a busy machine."""


@dataclass
class Family:
    """Before a page, whose language is `language`; what it is told there, its words are English for here as well."""

    page: Page
    language: str
    title: str
    story: str

    def words(self, english: str) -> str:
        with override(self.language):
            return gettext(english)

    def press(self, english: str, role: Any = "button") -> None:
        self.page.get_by_role(role, name=self.words(english)).click()

    def sees(self, english: str, **options: Any) -> None:
        expect(self.page.get_by_role("heading", name=self.words(english), level=1)).to_be_visible(**options)

    def is_at(self, place: str) -> None:
        """`place`: a pattern of the path."""
        expect(self.page).to_have_url(re.compile(f"^https?://[^/]+{place}$"))

    # --- Its way to a book

    def signs_in(self, number: str, phones: FakeSms, scripts: bool = True) -> None:
        """On the page for signing in."""
        self.page.select_option("[name=country]", "SA")
        self.page.fill("[name=number]", number)
        self.press("Send me a code")
        code = self.page.locator("[name=code]")
        expect(code).to_be_visible()
        code.press_sequentially(phones.messages[-1][1])  # with scripts the sixth digit sends all of them
        if not scripts:
            self.press("Sign in")

    def goes_on(self, to: str) -> None:
        self.press("Go on")
        self.is_at(f"/create/{to}")

    def tells(self, photo: bytes) -> None:
        """The first four steps, from the first one's page."""
        page = self.page
        page.fill("[name=title]", self.title)
        self.goes_on("photo")
        page.set_input_files("#id_photo", {"name": "mina.jpg", "mimeType": "image/jpeg", "buffer": photo})
        self.goes_on("style")
        page.check("[value=comic-book]")
        self.goes_on("audience")
        page.check("[value=children]")
        self.goes_on("story")

    def tells_a_story_of_its_own(self) -> None:
        self.page.check("[value=own]")
        self.page.fill("[name=story]", self.story)
        self.goes_on("review")

    def begins(self) -> None:
        self.press("Make the book")
        self.is_at("/jobs/[0-9a-f-]{36}")

    @property
    def pictures(self) -> Locator:
        """What is drawn so far, on a job's page."""
        return self.page.locator(".drawn img")


def places(pictures: Locator) -> list[str]:
    """Where pictures are, without the tokens."""
    return pictures.evaluate_all("(all) => all.map((picture) => new URL(picture.src).pathname)")
