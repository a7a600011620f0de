"""The kit on a plain page of the real site: a book in the making, through two tabs and a network that goes."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.clients.browser import chromium, plain_page

SECONDS = 60_000


@pytest.fixture
def family(start_web, start_cluster, openai, session):
    """Alice's browser at a site whose books are drawn offline: its context and the site's address."""
    base = start_web()
    start_cluster(STUDIO="offline", OPENAI_API_KEY="")
    with chromium() as browser:
        context = browser.new_context()
        name, _, value = session.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": base}])
        yield context, base


def started(page: Page, body: dict) -> dict:
    program = "async (body) => (await import('/static/kit/storyjobs.js')).startJob('storybook', body)"
    return page.evaluate(program, body)


def tab(context: BrowserContext, base: str, body: str) -> Page:
    return plain_page(context.new_page(), base, body)


def test_a_book_is_cancelled_in_one_tab_tried_again_in_another_and_finished_though_the_network_went(
    family, request_body
):
    context, base = family
    here = tab(context, base, "<job-card></job-card>")
    problems: list[str] = []
    here.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    there = tab(context, base, "<job-dashboard></job-dashboard>")
    expect(there.get_by_text("Nothing here yet.")).to_be_visible()
    scenes = [{"description": f"Mina, {n}.", "emotion": "happy", "imagePrompt": "A forest."} for n in range(2)]
    job = started(here, request_body | {"pages": [{"pageNumber": 1, "scenes": scenes}]})
    here.locator("job-card").evaluate("(card, id) => card.setAttribute('job-id', id)", job["jobId"])
    there.locator("job-dashboard").evaluate("(board) => board.refresh()")

    there.get_by_role("button", name="Cancel", exact=True).click()
    there.wait_for_timeout(450)
    there.get_by_role("button", name="Yes, stop").click()
    expect(here.locator("job-card")).to_have_attribute("status", "cancelled", timeout=SECONDS)
    expect(there.locator("job-card")).to_have_attribute("status", "cancelled", timeout=SECONDS)

    here.get_by_role("button", name="Try again").click()
    expect(here.locator("job-card")).to_have_attribute("status", "processing", timeout=SECONDS)
    context.set_offline(True)
    expect(here.get_by_text("No connection right now. Trying again…")).to_be_visible()
    expect(there.get_by_text("No connection right now. Trying again…")).to_be_visible(timeout=SECONDS)
    context.set_offline(False)
    for page in (here, there):
        expect(page.locator("job-card")).to_have_attribute("status", "completed", timeout=SECONDS)
        expect(page.get_by_text("No connection right now. Trying again…")).to_be_hidden()
    book = here.get_by_role("link", name="Download PDF").get_attribute("href")
    assert context.request.get(book).body().startswith(b"%PDF")
    assert here.get_by_role("link", name="Open the book").get_attribute("href").startswith(f"{base}/storybook/")
    assert problems == []
