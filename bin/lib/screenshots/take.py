"""bin/screenshots: every page as people see it, by day and by night, on desks and on phones; in each language."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
import stage

FOLDER = stage.ROOT / "out" / "screenshots"


@dataclass(frozen=True)
class Look:
    """How a browser is set: its window in pixels, its colour scheme, what it asks for."""

    width: int
    height: int
    scheme: str
    language: str = "en-GB"


SIZES, SCHEMES, LANGUAGES = {"phone": (390, 844), "desk": (1280, 900)}, ("light", "dark"), ("en", "ar")
STAFF_LOOKS = {
    "day": Look(1440, 900, "light"),
    "night": Look(1440, 900, "dark"),
    "phone": Look(390, 844, "light"),
}
FAMILY_LOOKS = {
    f"{language}-{scheme}-{size}": Look(*SIZES[size], scheme, language)
    for language, scheme, size in product(LANGUAGES, SCHEMES, SIZES)
}
LOOKS = STAFF_LOOKS | FAMILY_LOOKS
PICTURES_ARRIVED = """Promise.all(Array.from(document.images, (image) => {
    image.loading = "eager";
    return image.decode().catch(() => null);
}))"""
CHROMIUM = "/usr/bin/chromium"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="of the pages to take, or beginnings of them (default: all)")
    parser.add_argument("--look", choices=LOOKS, action="append", help="(default: all that their visitors have)")
    return parser.parse_args()


def main() -> None:
    options = parse_arguments()
    stage.prepare(
        DJANGO_SETTINGS_MODULE="tests.tour.settings",
        Q_WORKERS="2",
        RATE_LIMIT_STAFF_SIGN_IN="off",
        RATE_LIMIT_STARTS="off",
        RATE_LIMIT_ADDRESS="off",
        CODE_DELIVERY="console",
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    with stage.web() as (host, port, _):
        from pages import PAGES, WITHOUT_ANYTHING, fill, people

        from tests.tour.families import FAMILY_PAGES, families

        sessions = people()
        for pages, looks, prepare in (
            (WITHOUT_ANYTHING, STAFF_LOOKS, dict),
            (PAGES, STAFF_LOOKS, fill),
            (FAMILY_PAGES, FAMILY_LOOKS, families),
        ):
            sessions |= prepare()
            for look in looks.keys() & set(options.look or looks):
                for path in taken(f"http://{host}:{port}", look, chosen(pages, options.names), sessions):
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
        for name, (who, *_, place) in pages.items():
            path = FOLDER / f"{name}-{look}.png"
            for problem in take(browser, base, LOOKS[look], sessions[who], place, path):
                print(f"{path.name}: {problem}", file=sys.stderr)
            yield path
        browser.close()


def take(browser, base: str, look: Look, session: str, place: str | Callable, path: Path) -> list[str]:
    """Take one picture; what was wrong with the page."""
    from tests.tour.places import lead

    window = {"width": look.width, "height": look.height}
    context = browser.new_context(viewport=window, color_scheme=look.scheme, locale=look.language)
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if _is_problem(said, page) else None)
    page.on(
        "request", lambda asked: None if asked.url.startswith((base, "data:", "blob:")) else problems.append(asked.url)
    )
    lead(page, base, place)
    page.wait_for_timeout(400)  # pages that refresh themselves are never idle
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": min(max(tall, look.height), 6000)})
    page.evaluate(PICTURES_ARRIVED)
    page.screenshot(path=path)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    return [*problems, *([f"{wide} pixels too wide"] if wide > 0 else [])]


def _is_problem(said, page) -> bool:
    """That a page itself comes as 404 is what it is taken for."""
    return said.type in ("error", "warning") and said.location["url"] != page.url


if __name__ == "__main__":
    stage.run(main)
