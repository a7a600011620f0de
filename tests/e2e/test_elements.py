"""The kit's elements in a browser: what they show, say and ask, for a job in each state."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.clients.node import MODULES
from tests.e2e.made_up import MadeUpSite

ID = "1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52"
WAITING = {
    "jobId": ID,
    "jobType": "storybook",
    "title": "The Lantern",
    "status": "pending",
    "progress": 0,
    "currentStep": "Initializing storybook generation",
    "createdAt": "2026-01-01T12:00:00.000Z",
    "updatedAt": "2026-01-01T12:00:05.000Z",
    "estimatedTimeRemaining": None,
    "canCancel": True,
    "canRetry": False,
    "queuePosition": 3,
}
RUNNING = WAITING | {
    "status": "processing",
    "progress": 47,
    "currentStep": "Generated 4/10 scene illustrations",
    "estimatedTimeRemaining": "2 minutes",
}
OVER = WAITING | {"canCancel": False, "currentStep": "Completed successfully"}
DONE = OVER | {
    "status": "completed",
    "progress": 100,
    "result": {"storybook_id": "b00c", "pdf_url": "/media/b?token=t"},
}
LATE = "This took longer than it may. Please try again."
FAILED = OVER | {"status": "failed", "progress": 30, "canRetry": True, "error": LATE, "code": "JOB_TIMEOUT"}
CANCELLED = OVER | {"status": "cancelled", "progress": 60, "canRetry": True}
TURN = """(visibilityState) => {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
COUNTS = dict.fromkeys(("pending", "processing", "completed", "failed", "cancelled"), 0)


@pytest.fixture(scope="module")
def one_page(browser) -> MadeUpSite:
    context = browser.new_context()
    context.clock.install()
    return MadeUpSite(context.new_page())


@pytest.fixture
def site(one_page) -> Iterator[MadeUpSite]:
    """Where time passes as ever, and faster when the test wants."""
    one_page.renew()
    yield one_page
    assert one_page.problems == []


def put(page: Page, name: str, job: dict) -> None:
    """An element that shows this job."""
    page.evaluate(
        "([name, job]) => document.querySelector('main').append(Object.assign(document.createElement(name), {job}))",
        [name, job],
    )


def change(page: Page, name: str, job: dict) -> None:
    page.evaluate("([name, job]) => { document.querySelector(name).job = job }", [name, job])


def bar(page: Page) -> dict[str, str | None]:
    names = ("aria-valuenow", "aria-valuetext", "aria-label")
    return {name.removeprefix("aria-"): page.locator("[role=progressbar]").get_attribute(name) for name in names}


def shown(page: Page, part: str) -> list[str]:
    return [text.strip() for text in page.locator(f"[part~={part}]:visible").all_inner_texts()]


# --- How it goes


@pytest.mark.parametrize(
    ("language", "job", "status", "now", "told"),
    [
        ("en", WAITING, "Waiting", None, "Waiting, Initializing storybook generation, Number 3 in the queue"),
        (
            "en",
            RUNNING | {"progress": 0},
            "In the making",
            None,
            "In the making, Generated 4/10 scene illustrations, about 2 minutes left",
        ),
        (
            "en",
            RUNNING,
            "In the making",
            "47",
            "47%, In the making, Generated 4/10 scene illustrations, about 2 minutes left",
        ),
        ("en", DONE, "Ready", "100", "Ready"),
        ("en", FAILED, "Failed", "30", "Failed"),
        ("en", CANCELLED, "Cancelled", "60", "Cancelled"),
        ("ar", RUNNING, "قيد الإعداد", "47", "قيد الإعداد, رُسم 4 من 10 من المشاهد, الوقت المتبقي: دقيقتان تقريبًا"),
        ("ar", FAILED, "لم ينجح", "30", "لم ينجح"),
    ],
)
def test_each_state_is_seen_and_said(site, language, job, status, now, told):
    page = site.show(language=language)
    put(page, "job-progress", job)
    assert shown(page, "status") == [status]
    said = bar(page)
    assert (said["label"], said["valuenow"]) == ("The Lantern", now)
    assert said["valuetext"].endswith(told)
    look = "getComputedStyle(document.querySelector('job-progress').shadowRoot.querySelector('.fill'))"
    assert (page.evaluate(f"{look}.animationName") != "none") == (now is None)
    assert page.locator("job-progress").get_attribute("status") == job["status"]


def test_buttons_are_there_for_what_can_be_done(site):
    page = site.show()
    for name, more in (("job-progress", []), ("job-card", ["Delete"])):
        put(page, name, WAITING)
        for job, buttons in (
            (WAITING, ["Cancel"]),
            (RUNNING, ["Cancel"]),
            (RUNNING | {"progress": 100, "canCancel": False}, []),
            (DONE, more),
            (FAILED, ["Try again", *more]),
            (CANCELLED, ["Try again", *more]),
        ):
            change(page, name, job)
            assert (
                shown(page, "button")[-len(buttons) :] == buttons if buttons else "Cancel" not in shown(page, "button")
            )
        page.evaluate("name => document.querySelector(name).setAttribute('readonly', '')", name)
        assert not {"Try again", "Delete"} & set(shown(page, "button"))
        page.evaluate("name => document.querySelector(name).remove()", name)


def test_a_failure_is_told_in_the_servers_words_and_in_arabic_by_its_code(site):
    page = site.show("<section lang='ar-SA' dir='rtl'></section>")
    put(page, "job-card", FAILED)
    assert shown(page, "error") == [LATE]
    page.evaluate("document.querySelector('section').append(document.querySelector('job-card'))")
    assert shown(page, "error") == ["استغرق هذا وقتًا أطول مما يجوز. حاولوا مرة أخرى."]
    change(page, "job-card", FAILED | {"code": "OF_TOMORROW"})
    assert shown(page, "error") == ["لم ينجح هذا. حاولوا مرة أخرى بعد قليل."]


def test_what_a_page_has_written_into_an_element_is_there_until_its_first_answer(site):
    page = site.show("<job-progress><p>Half way</p></job-progress>")
    expect(page.get_by_text("Half way")).to_be_visible()
    assert shown(page, "status") == []
    change(page, "job-progress", RUNNING)
    expect(page.get_by_text("Half way")).to_be_hidden()
    assert shown(page, "status") == ["In the making"]


def test_a_card_shows_what_came_out_and_the_facts(site):
    page = site.show()
    put(page, "job-card", DONE | {"result": DONE["result"] | {"pages": [1, 2], "warning": "One picture is missing."}})
    links = {link.inner_text(): link.get_attribute("href") for link in page.locator("job-card a").all()}
    assert links == {"Open the book": f"{site.base}/storybook/b00c", "Download PDF": f"{site.base}/media/b?token=t"}
    assert (shown(page, "pages"), shown(page, "warning")) == (["2 pages"], ["One picture is missing."])
    page.locator("summary").click()
    assert page.locator("dd").all_inner_texts()[0] == ID
    change(
        page,
        "job-card",
        OVER
        | {"jobType": "cartoonize", "title": "", "status": "completed", "result": {"url": "/media/p", "cached": True}},
    )
    assert (shown(page, "title"), shown(page, "again")) == (["Cartoonize"], ["You had this picture already."])
    assert page.locator("job-card a").get_attribute("target") == "_blank"


def test_what_a_family_or_a_stranger_wrote_runs_nothing(site):
    page = site.show()
    evil = "<img src=x onerror=alert(1)>"
    put(
        page,
        "job-card",
        DONE | {"title": evil, "result": {"url": "javascript:alert(1)", "storybook_id": "../../x", "warning": evil}},
    )
    assert shown(page, "title") == shown(page, "warning") == [evil]
    assert page.locator("job-card a").all_inner_texts() == ["Open the book"]


def test_with_reduced_motion_nothing_moves(browser):
    context = browser.new_context(reduced_motion="reduce")
    page = MadeUpSite(context.new_page()).show()
    put(page, "job-progress", RUNNING | {"progress": 0})
    assert page.evaluate("document.getAnimations().length") == 0
    nodes = "[...document.querySelector('job-progress').shadowRoot.querySelectorAll('*')]"
    assert page.evaluate(f"{nodes}.flatMap((node) => node.getAnimations({{subtree: true}})).length") == 0
    context.close()


def test_words_can_be_replaced_and_languages_added(site):
    page = site.show()
    page.evaluate(
        """async () => {
          const { setWords } = await import('/static/kit/elements.js');
          setWords('en', { cancel: 'Stop it' });
          setWords('fr', { cancel: 'Annuler', statuses: { pending: 'En attente' } });
        }"""
    )
    put(page, "job-progress", WAITING)
    assert shown(page, "cancel") == ["Stop it"]
    page.evaluate("document.querySelector('job-progress').lang = 'fr-CA'")
    assert (shown(page, "cancel"), shown(page, "status")) == (["Annuler"], ["En attente"])


# --- Buttons


@pytest.fixture
def running(site) -> Page:
    site.answer = lambda method, path: (202, {"success": True, "jobId": ID, "status": "processing"})
    page = site.show()
    put(page, "job-card", RUNNING)
    return page


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.shadowRoot?.activeElement?.innerText ?? document.activeElement.tagName"
    )


def test_cancel_asks_once_and_double_clicks_do_nothing(site, running):
    running.get_by_role("button", name="Cancel").dblclick()
    expect(running.get_by_text("Stop this now?")).to_be_visible()
    assert focused(running) == "No, go on"
    running.clock.run_for(450)
    assert site.asked == []
    running.get_by_role("button", name="Yes, stop").dblclick()
    expect(running.get_by_text("Stop this now?")).to_be_hidden()
    assert site.asked == [("POST", f"/api/jobs/cancel/{ID}")]
    assert shown(running, "cancel") == []


def test_by_keyboard_the_question_is_answered_left_and_the_focus_comes_back(site, running):
    running.get_by_role("button", name="Cancel").press("Enter")
    running.clock.run_for(450)
    running.keyboard.press("Escape")
    assert focused(running) == "Cancel"
    running.keyboard.press("Enter")
    running.clock.run_for(450)
    running.keyboard.press("Shift+Tab")
    with running.expect_response("**/cancel/**"):
        running.keyboard.press("Enter")


def test_a_refusal_is_told_in_the_servers_words_until_the_job_moves_on(site, running):
    sentence = "Cannot cancel a job that is completed."
    site.answer = lambda method, path: (409, {"error": sentence, "code": "ILLEGAL_MOVE"})
    running.get_by_role("button", name="Cancel").click()
    running.clock.run_for(450)
    running.get_by_role("button", name="Yes, stop").click()
    expect(running.get_by_text(sentence)).to_be_visible()
    change(running, "job-card", DONE)
    expect(running.get_by_text(sentence)).to_be_hidden()


def test_what_is_in_hand_stays_there_and_is_not_lost_when_it_goes(running):
    running.get_by_role("button", name="Cancel").focus()
    for percent in (50, 60):
        change(running, "job-card", RUNNING | {"progress": percent})
        assert focused(running) == "Cancel"
    change(running, "job-card", DONE)
    assert focused(running).startswith("The Lantern")
    link = running.get_by_role("link", name="Open the book")
    link.focus()
    change(running, "job-card", DONE | {"updatedAt": "2026-01-02T12:00:00.000Z"})
    assert focused(running) == "Open the book"


def test_who_listens_is_told_of_changes_and_not_of_each_percent(running):
    quiet = running.locator("job-card [role=status]")
    assert quiet.inner_text() == ""
    heard = []
    for percent in (48, 49, 50, 60, 76):
        change(running, "job-card", RUNNING | {"progress": percent})
        heard.append(quiet.inner_text())
    change(running, "job-card", DONE)
    assert list(dict.fromkeys([*heard, quiet.inner_text()])) == [
        "",
        "The Lantern: In the making, 50%",
        "The Lantern: In the making, 75%",
        "The Lantern: Ready",
    ]


def test_deleting_asks_and_then_the_card_is_gone(site):
    site.answer = lambda method, path: (200, {"success": True, "jobId": ID, "status": "completed"})
    page = site.show()
    put(page, "job-card", DONE)
    page.get_by_role("button", name="Delete").click()
    page.clock.run_for(450)
    page.get_by_role("button", name="Yes, delete").click()
    expect(page.locator("job-card")).to_have_count(0)
    assert site.asked == [("DELETE", f"/api/jobs/{ID}")]


@pytest.mark.parametrize(("ground", "ink"), [("#fffaf0", "#20294b"), ("#131a36", "#f3ead8")])
def test_axe_finds_no_fault_by_day_and_by_night(site, ground, ink):
    site.answer = Jobs(
        site, *(numbered(n, job) for n, job in enumerate((WAITING, RUNNING, DONE, FAILED, CANCELLED)))
    ).answer
    page = site.show("<h1>Probe</h1><h2>Jobs</h2><job-dashboard></job-dashboard>")
    put(page, "job-progress", FAILED)
    page.evaluate(
        "([ground, ink]) => Object.assign(document.body.style, { background: ground, color: ink })", [ground, ink]
    )
    expect(page.locator("job-card")).to_have_count(5)
    page.get_by_role("button", name="Cancel", exact=True).first.click()
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))")
    assert found == []


# --- The dashboard


class Jobs:
    """The API of one who has these jobs."""

    def __init__(self, site: MadeUpSite, *jobs: dict):
        self.base, self.jobs, self.refusal = site.base, list(jobs), ()
        site.answer = self.answer

    def answer(self, method: str, path: str) -> tuple[int, dict] | None:
        if self.refusal != ():
            return self.refusal
        if method == "DELETE":
            job = next(job for job in self.jobs if job["jobId"] == path.rpartition("/")[2])
            self.jobs.remove(job)
            return 200, {"success": True, "jobId": job["jobId"], "status": job["status"]}
        query = dict(re.findall(r"(\w+)=([^&]*)", path))
        found = [job for job in self.jobs if query.get("search", "").lower() in job["title"].lower()]
        found = [job for job in found if query.get("status") in (None, job["status"])]
        found = [job for job in found if query.get("type") in (None, job["jobType"])]
        start, limit = int(query.get("cursor", 0)), int(query["limit"])
        after = [index for index, job in enumerate(found) if job["number"] < start] if start else range(len(found))
        page = [found[index] for index in after][:limit]
        rest = len(list(after)) > limit
        following = f"{self.base}/api/jobs/user?limit={limit}&cursor={page[-1]['number']}" if rest else None
        counts = COUNTS | {status: sum(job["status"] == status for job in self.jobs) for status in COUNTS}
        return 200, {"jobs": page, "counts": counts, "next": following}


def numbered(number: int, job: dict = DONE, **changes) -> dict:
    return job | {"number": number, "jobId": f"{number:08}{ID[8:]}", "title": f"Story {number}", **changes}


def titles(page: Page) -> list[str]:
    return page.locator("job-card h3").all_inner_texts()


def dashboard(
    site: MadeUpSite, *jobs: dict, body: str = "<job-dashboard limit='3'></job-dashboard>", language="en"
) -> Jobs:
    told = Jobs(site, *jobs)
    site.show(body, language)
    return told


def test_a_dashboard_counts_filters_and_searches(site):
    dashboard(site, numbered(5, RUNNING), numbered(4, FAILED), numbered(3), numbered(2, jobType="scenes"))
    page = site.page
    expect(page.locator("job-card")).to_have_count(3)
    assert shown(page, "counter") == ["All 4", "Waiting 0", "In the making 1", "Ready 2", "Failed 1", "Cancelled 0"]
    page.get_by_role("button", name="Ready 2").click()
    expect(page.locator("job-card")).to_have_count(2)
    assert page.get_by_role("button", name="Ready 2").get_attribute("aria-pressed") == "true"
    assert (
        page.locator("job-dashboard > [role=status], job-dashboard [part=dashboard] > [role=status]").inner_text()
        == "2 entries"
    )
    page.get_by_label("Type").select_option("Scene Generation")
    expect(page.locator("job-card")).to_have_count(1)
    page.get_by_label("Search").fill("nothing of the kind")
    page.clock.run_for(400)
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    assert site.asked[-1][1].endswith("status=completed&type=scenes&search=nothing+of+the+kind&limit=3")


def test_more_pages_come_by_the_apis_cursor_and_new_jobs_move_them_without_a_gap(site):
    told = dashboard(site, *(numbered(number) for number in range(8, 0, -1)))
    page = site.page
    for count in (6, 8):
        page.get_by_role("button", name="Show more").click()
        expect(page.locator("job-card")).to_have_count(count)
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    told.jobs.insert(0, numbered(9, RUNNING))
    page.clock.run_for(40_000)
    expect(page.locator("job-card")).to_have_count(9)
    assert titles(page) == [f"Story {number}" for number in range(9, 0, -1)]
    asked = len(site.asked)
    page.clock.run_for(7_000)
    site.until_asked(asked + 1)
    page.wait_for_timeout(50)
    assert site.asked[asked:] == [("GET", "/api/jobs/user?limit=3")], "what is over on later pages is not asked again"


def test_a_dashboard_is_live_and_asks_nothing_while_nobody_looks(site):
    told = dashboard(site, numbered(1, RUNNING))
    page = site.page
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "47")
    told.jobs = [numbered(1, RUNNING, progress=80)]
    page.clock.run_for(7_000)
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "80")
    page.evaluate(TURN, "hidden")
    page.clock.run_for(7_000)
    page.wait_for_timeout(50)
    asked = len(site.asked)
    page.clock.run_for(120_000)
    page.wait_for_timeout(50)
    assert len(site.asked) == asked
    told.jobs = [numbered(1)]
    page.evaluate(TURN, "visible")
    expect(page.locator("job-card")).to_have_attribute("status", "completed")


def test_trouble_is_told_in_place_and_gone_when_it_is_over(site):
    told = dashboard(site, numbered(1, RUNNING))
    page = site.page
    expect(page.locator("job-card")).to_have_count(1)
    told.refusal = None
    page.clock.run_for(7_000)
    expect(page.get_by_text("No connection right now. Trying again…")).to_be_visible()
    assert titles(page) == ["Story 1"]
    told.refusal = (503, {"error": "The database is not available.", "code": "DATABASE_ERROR"})
    page.clock.run_for(10_000)
    expect(page.get_by_text("The database is not available.")).to_be_visible()
    told.refusal = ()
    page.clock.run_for(60_000)
    expect(page.get_by_text("The database is not available.")).to_be_hidden()


@pytest.mark.parametrize(("language", "sentence"), [("en", "Nothing here yet."), ("ar", "لا شيء هنا بعد.")])
def test_one_without_jobs_is_told_so(site, language, sentence):
    dashboard(site, language=language)
    expect(site.page.get_by_text(sentence)).to_be_visible()
    assert shown(site.page, "counter") == []


def test_the_page_may_have_its_own_words_for_an_empty_list_and_for_who_is_not_signed_in(site):
    told = Jobs(site)
    told.refusal = (401, {"error": "Please sign in to see your jobs.", "code": "AUTHENTICATION_REQUIRED"})
    own = "<job-dashboard><a slot='empty' href='/create'>Make a book</a></job-dashboard>"
    page = site.show(own)
    expect(page.get_by_text("Please sign in to see your jobs.")).to_be_visible()
    asked = len(site.asked)
    told.refusal = ()
    page.evaluate("document.querySelector('job-dashboard').refresh()")
    expect(page.get_by_text("Make a book")).to_be_visible()
    assert asked == 1


def test_a_deleted_card_leaves_the_focus_to_the_next(site):
    dashboard(site, numbered(3), numbered(2), numbered(1))
    page = site.page
    page.get_by_role("button", name="Delete").nth(1).click()
    page.clock.run_for(500)
    page.get_by_role("button", name="Yes, delete").click()
    expect(page.locator("job-card")).to_have_count(2)
    assert titles(page) == ["Story 3", "Story 1"]
    inside = "document.activeElement.shadowRoot.activeElement"
    assert page.evaluate(f"{inside}.job.title") == "Story 1"


def test_a_list_that_has_not_changed_disturbs_nothing(site):
    dashboard(site, numbered(1, RUNNING))
    page = site.page
    expect(page.locator("job-card")).to_have_count(1)
    page.evaluate("document.querySelector('job-dashboard').shadowRoot.querySelector('job-card').job.mark = true")
    page.clock.run_for(7_000)
    site.until_asked(2)
    page.wait_for_timeout(50)
    assert (
        page.evaluate("document.querySelector('job-dashboard').shadowRoot.querySelector('job-card').job.mark") is True
    )


def test_a_job_that_is_not_there_is_told_so(site):
    site.answer = lambda method, path: (404, {"error": "Job not found", "code": "JOB_NOT_FOUND"})
    page = site.show(f"<job-progress job-id='{ID}'></job-progress>")
    expect(page.get_by_text("Job not found")).to_be_visible()
    assert page.locator("[role=progressbar]").is_hidden()


def test_an_element_follows_the_job_of_its_attributes_and_tells_the_page(site):
    over = {"now": WAITING}
    site.answer = lambda method, path: None if path.endswith("/events") else (200, over["now"])
    page = site.show()
    page.evaluate(
        """id => {
          window.heard = [];
          for (const name of ['status', 'complete', 'error'])
            document.addEventListener(`job-${name}`, ({ detail }) => heard.push([name, detail.status]));
          document.querySelector('main').innerHTML = `<job-progress job-id="${id}"></job-progress>`;
        }""",
        ID,
    )
    expect(page.locator("job-progress")).to_have_attribute("status", "pending")
    over["now"] = DONE
    expect(page.locator("job-progress")).to_have_attribute("status", "completed")
    assert page.evaluate("heard") == [["status", "pending"], ["status", "completed"], ["complete", "completed"]]
    over["now"] = FAILED
    page.evaluate("document.querySelector('job-progress').setAttribute('polling-url', '/api/jobs/x/status/another')")
    expect(page.locator("job-progress")).to_have_attribute("status", "failed")
    assert json.dumps(page.evaluate("heard")[-1]) == '["error", 0]'
