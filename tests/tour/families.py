"""All families' pages in all their states: bin/screenshots takes pictures of them, tests look for faults in them."""

import hashlib
from collections.abc import Callable
from itertools import takewhile

from jobs.models import Job
from jobs.states import Status
from storybooks.models import Share, Storybook
from storybooks.pages import samples
from tests.tour.examples import workshop
from tests.tour.orders import fill_orders, order_pages
from tests.tour.places import NOBODY, OWNER, Visit, after, session_of
from tests.tour.shelf import ARABIC, ENGLISH, LONG, Draw, fill_shelf
from tests.tour.urls import BROKEN
from users import sign_ins
from users.models import User

FAMILY, PHONE = "family", "+966501239999"
NEWCOMER = "newcomer"
LINK = "a-link-that-everybody-may-know-of-this-book"  # as long as they are
STORY = samples.STORY.read_text(encoding="utf-8")[:900]
TOLD = {
    "title": {"title": "The Lantern in the Fog"},
    "photo": {"photo": {"name": "child.jpg", "mimeType": "image/jpeg", "buffer": samples.PHOTO.read_bytes()}},
    "style": {"style": "comic-book"},
    "audience": {"audience": "children"},
    "story": {"kind": "own", "story": STORY},
}
"""What the steps of the story form are told."""
KIT_SHOWS = """() => {
    const element = document.querySelector("job-progress, job-dashboard");
    const board = element?.shadowRoot?.querySelector("job-card, slot[name=empty]:not([hidden])");
    return !element || element.hasAttribute("status") || board;
}"""


def families(draw: Draw = samples.sample) -> dict[str, str]:
    """The sessions of a family that has used the site for a while, and of one that has just come."""
    family = User.objects.create_user(phone=PHONE, full_name="Layla", plan="basic")
    for device in ("Safari, iPhone", "Firefox, Windows", ""):
        sign_ins.sign_in(family, device)
    workshop(family, draw)
    fill_shelf(family, draw)
    fill_orders(family, draw)
    shown = Storybook.objects.get(title=ENGLISH, user=family)
    made = {"title": ENGLISH, "result_data": {"storybook_id": str(shown.id)}}
    Job.objects.filter(user=family, status=Status.COMPLETED).update(**made)
    Share.objects.create(storybook=shown, token_hash=hashlib.sha256(LINK.encode()).hexdigest())
    return {FAMILY: session_of(family), NEWCOMER: session_of(User.objects.create_user(phone="+966501239998"))}


def _fill(**fields: str):
    """Fill the fields of the page's form and send it."""

    def fill(page) -> None:
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value)
        page.click("main form .button >> nth=0")

    return fill


def told(last: str, *steps: Callable) -> Callable:
    """The story form, filled in up to this step; then more is done there."""

    def place_of(name: str) -> str:
        return "/create" if name == "title" else f"/create/{name}"

    def go(page, base: str) -> None:
        _post(page, base, "/create/anew")  # of another look
        for name in takewhile(lambda name: name != last, TOLD):
            _post(page, base, place_of(name), TOLD[name])
        page.goto(base + place_of(last))
        for step in steps:
            step(page)

    return go


def _post(page, base: str, place: str, fields: dict | None = None) -> None:
    """Send a form as the page's browser would, without looking at it."""
    browser = page.context
    if not any(cookie["name"] == "csrftoken" for cookie in browser.cookies()):
        browser.request.get(f"{base}/create")
    token = next(cookie["value"] for cookie in browser.cookies() if cookie["name"] == "csrftoken")
    fields = {**(fields or {}), "csrfmiddlewaretoken": token}
    answer = browser.request.post(base + place, multipart=fields, max_redirects=0)
    assert answer.status == 302, (place, answer.status)


def go_on(page) -> None:
    page.click(".onward button")


def live(page) -> None:
    """Wait until the kit's elements show what they follow."""
    page.wait_for_function(KIT_SHOWS)


def job(status: str) -> Callable:
    """The page of the family's book in the making that is in this status."""

    def go(page, base: str) -> None:
        row = Job.objects.filter(user__phone=PHONE, type="storybook", status=status).order_by("-created_at")[0]
        page.goto(f"{base}/jobs/{row.id}")
        live(page)

    return go


def book(title: str, place: str = "", *steps: Callable) -> Callable:
    """A page of the family's book."""

    def go(page, base: str) -> None:
        page.goto(f"{base}/storybook/{Storybook.objects.get(title=title, user__phone=PHONE).id}{place}")
        for step in steps:
            step(page)

    return go


def _without_words(page) -> None:
    page.fill("[name=description]", "")
    page.click("[data-part=words] .button")


def _without_title(page) -> None:
    page.click(".renaming summary")
    page.fill(".renaming [name=title]", "")
    page.click(".renaming .button")


def _without_cookies(page) -> None:
    page.context.clear_cookies()
    page.click("main .button")


def _search(words: str) -> Callable:
    def search(page) -> None:
        page.get_by_role("searchbox").fill(words)
        page.wait_for_function("() => !document.querySelector('job-dashboard').shadowRoot.querySelector('job-card')")

    return search


def _chosen(value: str) -> Callable:
    """A choice is made, and nothing of what it asks for is told."""

    def choose(page) -> None:
        page.check(f"[value={value}]")
        go_on(page)

    return choose


FAMILY_PAGES: dict[str, Visit] = {
    "home": Visit(NOBODY, "home-page", "/"),
    "home-family": Visit(FAMILY, "home-page", "/"),
    "family-sign-in": Visit(NOBODY, "sign-in-page", "/sign-in"),
    "family-sign-in-refused": Visit(NOBODY, "sign-in-page", after("/sign-in", _fill(number="0512"))),
    "family-code": Visit(NOBODY, "sign-in-code-page", after("/sign-in", _fill(number="+966501230001"))),
    "family-code-refused": Visit(
        NOBODY, "sign-in-code-page", after("/sign-in", _fill(number="+966501230002"), _fill(code="12"))
    ),
    "account": Visit(FAMILY, "account-page", "/account"),
    "account-saved": Visit(
        FAMILY, "account-page", after("/account", lambda page: page.click("main form:has([name=name]) .button"))
    ),
    "account-erase": Visit(FAMILY, "account-erase-page", "/account/erase"),
    "account-erase-refused": Visit(
        FAMILY, "account-erase-page", after("/account/erase", lambda page: page.click("main .danger"))
    ),
    "create-title": Visit(FAMILY, "create-page", told("title")),
    "create-title-refused": Visit(FAMILY, "create-page", told("title", go_on)),
    "create-photo": Visit(FAMILY, "create-photo-page", told("photo")),
    "create-photo-chosen": Visit(
        FAMILY, "create-photo-page", told("photo", lambda page: page.set_input_files("#id_photo", samples.PHOTO))
    ),
    "create-photo-refused": Visit(FAMILY, "create-photo-page", told("photo", go_on)),
    "create-style": Visit(FAMILY, "create-style-page", told("style")),
    "create-style-refused": Visit(FAMILY, "create-style-page", told("style", go_on)),
    "create-audience": Visit(FAMILY, "create-audience-page", told("audience")),
    "create-audience-refused": Visit(FAMILY, "create-audience-page", told("audience", go_on)),
    "create-story": Visit(NOBODY, "create-story-page", told("story")),
    "create-story-own": Visit(FAMILY, "create-story-page", told("story", _chosen("own"))),
    "create-story-ours": Visit(NOBODY, "create-story-page", told("story", _chosen("genre"))),
    "create-review": Visit(FAMILY, "create-review-page", told("review")),
    **{f"workshop-{status}": Visit(FAMILY, "job-page", job(status)) for status in Status.values},
    "workshop": Visit(FAMILY, "jobs-page", after("/jobs", live)),
    "workshop-filtered": Visit(FAMILY, "jobs-page", after("/jobs", live, _search("no such book"))),
    "workshop-empty": Visit(NEWCOMER, "jobs-page", after("/jobs", live)),
    "library": Visit(FAMILY, "library-page", "/storybook/library"),
    "library-empty": Visit(NEWCOMER, "library-page", "/storybook/library"),
    "library-guest": Visit(NOBODY, "library-page", "/storybook/library"),
    "reader-cover": Visit(FAMILY, "book-page", book(ENGLISH)),
    "reader-title": Visit(FAMILY, "book-page", book(ENGLISH, "#title")),
    "reader-scene": Visit(FAMILY, "book-page", book(ENGLISH, "#scene-2")),
    "reader-scene-arabic": Visit(FAMILY, "book-page", book(ARABIC, "#scene-2")),
    "reader-scene-long": Visit(FAMILY, "book-page", book(LONG, "#scene-2")),
    "reader-missing": Visit(FAMILY, "book-page", book(ENGLISH, "#scene-3")),
    "reader-end": Visit(FAMILY, "book-page", book(ENGLISH, "#end")),
    "reader-untitled": Visit(FAMILY, "book-page", book(ENGLISH, "", _without_title)),
    "shared": Visit(NOBODY, "shared-page", f"/shared/{LINK}"),
    "shared-gone": Visit(NOBODY, "shared-page", "/shared/no-such-link"),
    "share-none": Visit(FAMILY, "share-page", book(ARABIC, "/share")),
    "share": Visit(FAMILY, "share-page", book(ENGLISH, "/share", lambda page: page.click("main form.card .button"))),
    "scene": Visit(FAMILY, "scene-page", book(ENGLISH, "/scenes/1/2")),
    "scene-arabic": Visit(FAMILY, "scene-page", book(ARABIC, "/scenes/1/4")),
    "scene-long": Visit(FAMILY, "scene-page", book(LONG, "/scenes/1/2")),
    "scene-missing": Visit(FAMILY, "scene-page", book(ENGLISH, "/scenes/1/3")),
    "scene-drawing": Visit(FAMILY, "scene-page", book(LONG, "/scenes/1/1", live)),
    "scene-failed": Visit(FAMILY, "scene-page", book(LONG, "/scenes/1/3")),
    "scene-rewording": Visit(FAMILY, "scene-page", book(LONG, "/scenes/1/4", live)),
    "scene-done": Visit(FAMILY, "scene-page", book(LONG, "/scenes/1/5")),
    "scene-wordless": Visit(FAMILY, "scene-page", book(ENGLISH, "/scenes/1/2", _without_words)),
    **order_pages(FAMILY, PHONE),
    "orders-empty": Visit(NEWCOMER, "orders-page", "/prints"),
    "error-not-found": Visit(NOBODY, "", "/nowhere"),
    "error-form": Visit(NOBODY, "sign-in-page", after("/sign-in", _without_cookies)),
    "error-broken": Visit(FAMILY, "broken-page", BROKEN),
    "style": Visit(OWNER, "style-page", "/style"),
}
