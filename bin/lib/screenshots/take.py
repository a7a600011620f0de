"""bin/screenshots: every page of the admin as people see it, by day, by night, and on a phone."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
import stage

FOLDER = stage.ROOT / "out" / "screenshots"
LOOKS = {  # name: (width, height, colour scheme)
    "day": (1440, 900, "light"),
    "night": (1440, 900, "dark"),
    "phone": (390, 844, "light"),
}
CHROMIUM = "/usr/bin/chromium"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="of the pages to take, or beginnings of them (default: all)")
    parser.add_argument("--look", choices=LOOKS, action="append", help="(default: all)")
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    stage.prepare(Q_WORKERS="2", RATE_LIMIT_STAFF_SIGN_IN="off")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with stage.web() as (host, port, _):
        from pages import PAGES, WITHOUT_ANYTHING, fill, people

        owner = people()
        for pages, prepare in ((WITHOUT_ANYTHING, lambda: None), (PAGES, fill)):
            prepare()
            for look in options.look or LOOKS:
                for path in taken(f"http://{host}:{port}", look, chosen(pages, options.names), owner):
                    print(path, flush=True)


def chosen(pages: dict, names: list[str]) -> dict:
    """Those whose names begin so; all, without any."""
    return {name: page for name, page in pages.items() if not names or any(map(name.startswith, names))}


def taken(base: str, look: str, pages: dict, sessions: dict[str, str]) -> Iterator[Path]:
    """The pictures of these pages in one look."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop is in this thread too
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (who, place) in pages.items():
            path = FOLDER / f"{name}-{look}.png"
            for problem in take(browser, base, LOOKS[look], sessions[who], place, path):
                print(f"{path.name}: {problem}", file=sys.stderr)
            yield path
        browser.close()


def take(browser, base: str, look: tuple[int, int, str], session: str, place: str | Callable, path: Path) -> list[str]:
    """Take one picture; what was wrong with the page."""
    width, height, scheme = look
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith((base, "data:")) else problems.append(asked.url))
    place(page, base) if callable(place) else page.goto(base + place)
    page.wait_for_timeout(400)  # pages that refresh themselves are never idle
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, height), 6000)})
    page.screenshot(path=path)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    return [*problems, *([f"{wide} pixels too wide"] if wide > 0 else [])]


if __name__ == "__main__":
    stage.run(main)
