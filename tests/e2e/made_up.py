"""Plain pages under our own policy, of the real site and of one that is not there, with the kit and nothing else."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, Route

STATIC = Path(__file__).resolve().parents[2] / "jobs" / "static"
POLICY = "; ".join(
    f"{name} {' '.join(places)}" for name, places in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
HTML = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>Probe</title>
<script type="module" src="/static/kit/elements.js"></script></head><body><main>{body}</main></body></html>"""


def page_of(body: str, language: str = "en") -> dict[str, Any]:
    """How a request for a page with this body is answered."""
    html = HTML.format(language=language, direction="rtl" if language == "ar" else "ltr", body=body)
    return {"body": html, "content_type": "text/html", "headers": {"Content-Security-Policy": POLICY}}


def plain_page(page: Page, base: str, body: str = "", scripts: dict[str, str] | None = None) -> Page:
    """A page of the site at `base` that is not there: this body, and modules by their names."""
    for name, text in (scripts or {}).items():
        page.route(f"{base}/probe/{name}", partial(Route.fulfill, body=text, content_type="text/javascript"))
    page.route(f"{base}/probe", lambda route: route.fulfill(**page_of(body)))
    page.goto(f"{base}/probe")
    return page


class MadeUpSite:
    """A site that is not there: the kit's files, one page, and an API that answers as the test says.

    `answer(method, path)` brings a status and what is told, or None for no answer; `asked` is what it was asked.
    """

    base = "http://kit.example"

    def __init__(self, page: Page):
        self.page = page
        self.renew()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._said)
        page.route(f"{self.base}/**", self._serve)

    def renew(self) -> None:
        """For the next test: nothing of the last one goes on."""
        self.page.goto("about:blank")
        self.asked: list[tuple[str, str]] = []
        self.problems: list[str] = []
        self.answer: Callable[[str, str], tuple[int, dict] | None] = lambda method, path: (
            404,
            {"error": "No.", "code": "X"},
        )

    def show(self, body: str = "", language: str = "en") -> Page:
        self._page = page_of(body, language)
        self.page.goto(f"{self.base}/probe")
        self.page.evaluate("customElements.whenDefined('job-dashboard').then(() => {})")
        return self.page

    def until_asked(self, times: int) -> None:
        """Wait until it was asked so often."""
        for _ in range(500):
            if len(self.asked) >= times:
                return
            self.page.wait_for_timeout(10)
        raise AssertionError(self.asked)

    def _said(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(self.base)
        if path.startswith("/static/"):
            return route.fulfill(
                body=(STATIC / path.removeprefix("/static/")).read_text(), content_type="text/javascript"
            )
        if not path.startswith("/api/"):
            return route.fulfill(**self._page)
        self.asked.append((route.request.method, path))
        answer = self.answer(route.request.method, path)
        if answer is None:
            return route.abort()
        status, told = answer
        tag = f'"{hash(json.dumps(told))}"'
        if route.request.headers.get("if-none-match") == tag:
            return route.fulfill(status=304)
        return route.fulfill(status=status, json=told, headers={"ETag": tag})
