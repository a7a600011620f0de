"""The kit on plain pages of the real site: each snippet of docs/frontend.md."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.clients.node import PROGRAMS, run
from tests.conftest import STORY
from tests.e2e.made_up import page_of, plain_page
from users import sign_ins

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "frontend.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = "http://elsewhere.example"


@pytest.fixture(scope="module", autouse=True)
def _another_site_may_call_the_api():
    os.environ["CORS_ORIGINS"] = ELSEWHERE
    yield
    del os.environ["CORS_ORIGINS"]


@pytest.fixture
def family(browser, base, alice, client_of) -> Iterator[BrowserContext]:
    """Alice's browser."""
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": client_of(alice).cookies["sessionid"].value, "url": base}])
    yield context
    context.close()


@pytest.fixture
def guest(browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def tab(context: BrowserContext, base: str, body: str) -> Page:
    return plain_page(context.new_page(), base, body)


class Snippets:
    """Those of the page, each to be taken once, by its language and words that are in it."""

    def __init__(self, text: str):
        self.left = FENCE.findall(text)

    def take(self, language: str, words: str) -> str:
        found = [snippet for snippet in self.left if snippet[0] == language and words in snippet[1]]
        assert len(found) == 1, words
        self.left.remove(found[0])
        return found[0][1]


def test_each_snippet_of_the_front_end_page_does_what_it_says(guest, family, base, alice):
    snippets = Snippets(DOCUMENT.read_text())
    shows_pages(guest, base, snippets.take("js", "form.elements.story"))
    tells_the_refusal(guest, base, snippets.take("js", "instanceof StoryjobsError"))
    runs_in_react(base, snippets.take("jsx", "useJobPolling"))
    polling = follows_in_a_card(guest, base, snippets.take("js", "card.setAttribute"), snippets.take("css", "::part"))
    speaks(guest, base, snippets.take("js", "setWords('fr'"))
    shows_elements(family, base, snippets.take("html", "<job-progress"), polling)
    works_elsewhere(guest, base, snippets.take("html", "https://stories.example"))
    token = sign_ins.sign_in(alice).access
    signs_in_by_token(guest, base, snippets.take("js", "configure({ headers"), token)
    assert snippets.left == []


def snippet_page(context: BrowserContext, base: str, body: str, snippet: str) -> Page:
    body += '<script type="module" src="/probe/snippet.js"></script>'
    return plain_page(context.new_page(), base, body, {"snippet.js": snippet})


def shows_pages(context: BrowserContext, base: str, snippet: str) -> None:
    form = "<form><textarea name='story' aria-label='Story'></textarea><button>Go</button><output></output></form>"
    page = snippet_page(context, base, form, snippet)
    page.get_by_label("Story").fill("Too short.")
    page.get_by_role("button").click()
    expect(page.get_by_text("Story must be at least 50 characters long.")).to_be_visible()
    page.get_by_label("Story").fill(STORY)
    page.get_by_role("button").click()
    expect(page.locator("output")).to_have_text(re.compile(r"^\d+ pages$"))


def tells_the_refusal(context: BrowserContext, base: str, snippet: str) -> None:
    page = snippet_page(context, base, "<output></output>", snippet)
    expect(page.locator("output")).to_have_text("Story content is required")


def runs_in_react(base: str, snippet: str) -> None:
    told = json.loads(run("node", PROGRAMS / "kit" / "snippet.mjs", base, STORY, told=snippet))
    assert told["pages"] > 0
    assert told["shown"][0] == "button"


def follows_in_a_card(context: BrowserContext, base: str, snippet: str, look: str) -> str:
    """The finished job's polling address."""
    page = context.new_page()
    page.route(f"{base}/probe/look.css", lambda route: route.fulfill(body=look, content_type="text/css"))
    body = '<link rel="stylesheet" href="/probe/look.css"><job-card></job-card>'
    body += '<script type="module" src="/probe/snippet.js"></script>'
    plain_page(page, base, body, {"snippet.js": snippet})
    expect(page.locator("job-card")).to_have_attribute("status", "completed")
    expect(page).to_have_title("Ready: cartoonize")
    expect(page.locator("job-card h3")).to_have_css("font-family", "Georgia, serif")
    expect(page.locator("job-card .card")).to_have_css("border-start-start-radius", "16px")
    expect(page.locator("job-card [role=progressbar]")).to_have_css("display", "none")
    return page.locator("job-card").get_attribute("polling-url")


def speaks(context: BrowserContext, base: str, snippet: str) -> None:
    page = snippet_page(context, base, "<job-progress lang='fr'></job-progress><job-progress></job-progress>", snippet)
    job = {
        "jobId": "x",
        "status": "processing",
        "progress": 10,
        "currentStep": "Drawing the picture",
        "canCancel": True,
    }
    page.evaluate("(job) => { for (const one of document.querySelectorAll('job-progress')) one.job = job }", job)
    for words in ("Annuler", "On dessine", "Stop", "Being drawn", "Drawing the picture"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()


def shows_elements(context: BrowserContext, base: str, snippet: str, polling: str) -> None:
    job_id = re.search(r"[0-9a-f-]{36}", polling).group()
    body = snippet.replace("/api/jobs/scenes/status/…?token=…", polling).replace('job-id="…"', f'job-id="{job_id}"')
    assert "…" not in body
    page = tab(context, base, body)
    expect(page.locator("job-progress")).to_have_attribute("status", "completed")
    expect(page.locator("job-card").get_by_text("Open the picture")).to_be_visible()
    expect(page.get_by_text("Make your first book")).to_be_visible()


def works_elsewhere(context: BrowserContext, base: str, snippet: str) -> None:
    page = foreign_page(context, snippet.replace("https://stories.example", base))
    expect(page.get_by_text("Please sign in to see your jobs.")).to_be_visible()


def signs_in_by_token(context: BrowserContext, base: str, snippet: str, token: str) -> None:
    page = foreign_page(context, "<output></output>")
    page.evaluate("(token) => sessionStorage.setItem('accessToken', token)", token)
    page.add_script_tag(content=snippet.replace("https://stories.example", base), type="module")
    expect(page.locator("output")).to_have_text("0 ready")


def foreign_page(context: BrowserContext, body: str) -> Page:
    """A page of another origin, with a policy of its own."""
    page = context.new_page()
    answer = {**page_of(body), "headers": {}}
    page.route(f"{ELSEWHERE}/**", lambda route: route.fulfill(**answer))
    page.goto(ELSEWHERE)
    return page
