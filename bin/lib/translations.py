"""The texts of the pages, gathered from each app's templates and Python, and their translations beside them.

Everything in Python: neither developers nor servers need GNU gettext.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
APPS = ("users", "jobs", "storybooks", "prints")
LANGUAGES = ("ar",)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {  # as Django's own catalogues count: none, one, two, a few, many, and all else
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""
MARKS = re.compile(r"%\(\w+\)[sd]|{\w*}")
"""What a translation has to have as well."""


def catalog_path(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def gathered(app: str) -> Catalog:
    """Every text of the app that is marked for translation."""
    catalog = Catalog()
    for path in sorted((ROOT / app).rglob("*")):
        if path.suffix in (".py", ".html") and path.is_file():
            for text, context, notes in _texts(path):
                catalog.add(text, locations=[(str(path.relative_to(ROOT)), 0)], context=context, auto_comments=notes)
    return catalog


def _texts(path: Path) -> Iterator[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = templatize(source)  # as Django does for xgettext: what is left looks like Python
    lines = io.BytesIO(source.encode())
    for _, text, notes, context in extract("python", lines, KEYWORDS, ("Translators:",), {"encoding": "utf-8"}):
        yield text, context, notes


def stored(app: str, language: str) -> Catalog:
    path = catalog_path(app, language)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    return Catalog(locale=language, fuzzy=False)


def update(app: str, language: str) -> None:
    """Bring the stored translations up to date with the texts; what is new stands there untranslated."""
    texts, catalog = gathered(app), stored(app, language)
    if not len(texts):
        return
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = catalog_path(app, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:  # no dates in the header: two branches would always differ in them
        file.write(HEADER.format(language=language, plurals=PLURALS[language]).encode())
        write_po(file, catalog, width=118, omit_header=True, sort_by_file=True, include_lineno=False)


def compile_stored(app: str, language: str) -> None:
    """Write what Django reads, beside the stored translations."""
    with catalog_path(app, language).with_suffix(".mo").open("wb") as file:
        write_mo(file, stored(app, language))


def wrong(app: str, language: str) -> list[str]:
    """A sentence for each text that has no translation, one that is no longer asked for, or one with other marks."""
    texts, catalog = gathered(app), stored(app, language)
    missing = [
        f"{app}, {language}: not translated: {_said(text)}" for text in texts if text.id and not _done(text, catalog)
    ]
    unused = [
        f"{app}, {language}: no longer used: {_said(text)}"
        for text in catalog
        if text.id and not texts.get(text.id, text.context)
    ]
    marks = [
        f"{app}, {language}: not the same marks: {_said(text)}"
        for text in catalog
        if text.id and _done(text, catalog) and not _same_marks(text)
    ]
    return [*missing, *unused, *marks]


def _done(text: Message, catalog: Catalog) -> bool:
    found = catalog.get(text.id, text.context)
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple) else bool(found.string)


def _same_marks(text: Message) -> bool:
    """One and two are told by the words alone in some languages, so a plural may leave its number out."""
    if isinstance(text.string, tuple):
        wanted = _marks(text.id[-1])
        return all(_marks(form) <= wanted for form in text.string) and _marks(text.string[-1]) == wanted
    return _marks(text.string) == _marks(text.id)


def _marks(text: str) -> set[str]:
    return set(MARKS.findall(text))


def _said(text: Message) -> str:
    return repr(text.id[0] if isinstance(text.id, tuple) else text.id)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/translate", description=__doc__.splitlines()[0])
    parser.add_argument("--compile", action="store_true", help="only compile what is stored")
    options = parser.parse_args()
    for app in APPS:
        for language in LANGUAGES:
            if not options.compile:
                update(app, language)
            if catalog_path(app, language).exists():
                compile_stored(app, language)
    faults = (
        [] if options.compile else [fault for app in APPS for language in LANGUAGES for fault in wrong(app, language)]
    )
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
