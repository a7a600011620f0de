"""Families' pages in this table are taken in every language, theme and size."""

from collections.abc import Callable
from itertools import takewhile

import examples
from orders import fill_orders, order_pages
from pages import NOBODY, OWNER, Place, after, session_of
from shelf import ARABIC, ENGLISH, LONG, fill_shelf

from jobs.models import Job
from jobs.states import Status
from storybooks.models import Storybook
from storybooks.pages import samples
from storybooks.shares import share
from users import sign_ins
from users.models import User

FAMILY, PHONE = "family", "+966501239999"
STORY = samples.STORY.read_text(encoding="utf-8")[:900]


def families() -> dict[str, str]:
    """The session of a family that has used the site for a while."""
    family = User.objects.create_user(phone=PHONE, full_name="Layla", plan="basic")
    for device in ("Safari, iPhone", "Firefox, Windows", ""):
        sign_ins.sign_in(family, device)
    examples.workshop(family)
    fill_shelf(family)
    made = Storybook.objects.get(title=ENGLISH, user=family)
    Job.objects.filter(user=family, status=Status.COMPLETED).update(
        title=ENGLISH, result_data={"storybook_id": str(made.id)}
    )
    fill_orders(family)
    return {FAMILY: session_of(family)}


def _fill(**fields: str):
    """Fill the fields of the page's form and send it."""

    def fill(page) -> None:
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value)
        page.click("main form .button >> nth=0")

    return fill


def told(last: str, *steps: Callable) -> Callable:
    """The story form, filled in up to this step; then more is done there."""
    tell: dict[str, Callable] = {
        "title": lambda page: page.fill("[name=title]", "The Lantern in the Fog"),
        "photo": lambda page: page.set_input_files("#id_photo", samples.PHOTO),
        "style": lambda page: page.check("[value=comic-book]"),
        "audience": lambda page: page.check("[value=children]"),
        "story": lambda page: (page.check("[value=own]"), page.fill("[name=story]", STORY)),
    }

    def go(page, base: str) -> None:
        page.goto(f"{base}/create")
        if page.locator("[action$=anew]").count():  # of another look
            with page.expect_navigation():  # or the next step is told the form that is about to go
                page.click("[action$=anew] button")
        for name in takewhile(lambda name: name != last, tell):
            tell[name](page)
            go_on(page)
        for step in steps:
            step(page)

    return go


def go_on(page) -> None:
    page.click(".onward button")


def job(status: str) -> Callable:
    """The page of the family's job that is in this status."""

    def go(page, base: str) -> None:
        row = Job.objects.filter(user__phone=PHONE, status=status).order_by("-created_at")[0]
        page.goto(f"{base}/jobs/{row.id}")
        page.wait_for_timeout(600)

    return go


def book(title: str, place: str = "", *steps: Callable) -> Callable:
    """A page of the family's book."""

    def go(page, base: str) -> None:
        page.goto(f"{base}/storybook/{Storybook.objects.get(title=title, user__phone=PHONE).id}{place}")
        for step in steps:
            step(page)

    return go


def shared(title: str) -> Callable:
    def go(page, base: str) -> None:
        _, token = share(Storybook.objects.get(title=title, user__phone=PHONE), None)
        page.goto(f"{base}/shared/{token}")

    return go


def _without_title(page) -> None:
    page.click(".renaming summary")
    page.fill(".renaming [name=title]", "")
    page.click(".renaming .button")


def _without_words(page) -> None:
    page.fill("[name=description]", "")
    page.click("[data-part=words] .button")


def _without_cookies(page) -> None:
    page.context.clear_cookies()
    page.click("main .button")


FAMILY_PAGES: dict[str, tuple[str, Place]] = {
    "home": (NOBODY, "/"),
    "home-family": (FAMILY, "/"),
    "family-sign-in": (NOBODY, "/sign-in"),
    "family-sign-in-refused": (NOBODY, after("/sign-in", _fill(number="0512"))),
    "family-code": (NOBODY, after("/sign-in", _fill(number="+966501230001"))),
    "family-code-refused": (NOBODY, after("/sign-in", _fill(number="+966501230002"), _fill(code="12"))),
    "account": (FAMILY, "/account"),
    "account-saved": (FAMILY, after("/account", lambda page: page.click("main form:has([name=name]) .button"))),
    "account-erase": (FAMILY, "/account/erase"),
    "account-erase-refused": (FAMILY, after("/account/erase", lambda page: page.click("main .danger"))),
    "create-title": (FAMILY, "/create"),
    "create-title-refused": (FAMILY, told("title", go_on)),
    "create-photo": (FAMILY, told("photo")),
    "create-photo-chosen": (FAMILY, told("photo", lambda page: page.set_input_files("#id_photo", samples.PHOTO))),
    "create-photo-refused": (FAMILY, told("photo", go_on)),
    "create-style": (FAMILY, told("style")),
    "create-audience": (FAMILY, told("audience")),
    "create-story": (NOBODY, told("story")),
    "create-story-own": (FAMILY, told("story", lambda page: (page.check("[value=own]"), go_on(page)))),
    "create-story-ours": (NOBODY, told("story", lambda page: (page.check("[value=genre]"), go_on(page)))),
    "create-review": (FAMILY, told("review")),
    **{f"workshop-{status}": (FAMILY, job(status)) for status in Status.values},
    "workshop": (FAMILY, "/jobs"),
    "library": (FAMILY, "/storybook/library"),
    "library-guest": (NOBODY, "/storybook/library"),
    "reader-cover": (FAMILY, book(ENGLISH)),
    "reader-title": (FAMILY, book(ENGLISH, "#title")),
    "reader-scene": (FAMILY, book(ENGLISH, "#scene-2")),
    "reader-scene-arabic": (FAMILY, book(ARABIC, "#scene-2")),
    "reader-scene-long": (FAMILY, book(LONG, "#scene-2")),
    "reader-missing": (FAMILY, book(ENGLISH, "#scene-3")),
    "reader-end": (FAMILY, book(ENGLISH, "#end")),
    "reader-untitled": (FAMILY, book(ENGLISH, "", _without_title)),
    "scene": (FAMILY, book(ENGLISH, "/scenes/1/2")),
    "scene-arabic": (FAMILY, book(ARABIC, "/scenes/1/4")),
    "scene-long": (FAMILY, book(LONG, "/scenes/1/2")),
    "scene-missing": (FAMILY, book(ENGLISH, "/scenes/1/3")),
    "scene-drawing": (FAMILY, book(LONG, "/scenes/1/1")),
    "scene-failed": (FAMILY, book(LONG, "/scenes/1/3")),
    "scene-rewording": (FAMILY, book(LONG, "/scenes/1/4")),
    "scene-done": (FAMILY, book(LONG, "/scenes/1/5")),
    "scene-wordless": (FAMILY, book(ENGLISH, "/scenes/1/2", _without_words)),
    "shared": (NOBODY, shared(ENGLISH)),
    "shared-gone": (NOBODY, "/shared/no-such-link"),
    "share": (FAMILY, book(ENGLISH, "/share", lambda page: page.click("main form.card .button"))),
    **order_pages(FAMILY, PHONE),
    "error-not-found": (NOBODY, "/nowhere"),
    "error-form": (NOBODY, after("/sign-in", _without_cookies)),
    "style": (OWNER, "/style"),
}
