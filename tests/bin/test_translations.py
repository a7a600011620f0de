"""bin/translate: what the pages say is said in every language."""

import pytest
import translations
from babel.messages.pofile import read_po


@pytest.mark.parametrize("language", translations.LANGUAGES)
@pytest.mark.parametrize("app", translations.APPS)
def test_every_text_is_translated(app, language):
    """Run bin/translate and write what is missing."""
    assert translations.wrong(app, language) == []


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """An app of its own with one template and one module."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "shop" / "templates").mkdir(parents=True)
    (tmp_path / "shop" / "words.py").write_text('from x import gettext_lazy as _\nA = _("Open")\n')
    (tmp_path / "shop" / "templates" / "shop.html").write_text(
        '{% load i18n %}<p title="{% translate "Welcome" %}">'
        "{% blocktranslate count n=n trimmed %}\n {{ n }} book\n {% plural %} {{ n }} books{% endblocktranslate %}"
    )
    return tmp_path / "shop"


def test_texts_of_python_and_templates_are_gathered_and_named_until_they_are_translated(shop):
    translations.update("shop", "ar")
    faults = translations.wrong("shop", "ar")
    assert {fault.rpartition(": ")[2] for fault in faults} == {"'Open'", "'Welcome'", "'%(n)s book'"}
    path = translations.catalog_path("shop", "ar")
    written = path.read_text()
    assert 'msgstr[5] ""' in written
    path.write_text(written.replace('msgid "Open"\nmsgstr ""', 'msgid "Open"\nmsgstr "مفتوح"'))
    translations.update("shop", "ar")
    assert len(translations.wrong("shop", "ar")) == 2
    assert read_po(path.open("rb")).get("Open").string == "مفتوح"


def test_what_nobody_says_any_more_and_marks_that_are_lost_are_named(shop):
    translations.update("shop", "ar")
    path = translations.catalog_path("shop", "ar")
    written = path.read_text()
    for n in range(6):
        written = written.replace(f'msgstr[{n}] ""', f'msgstr[{n}] "كتب"')
    path.write_text(written + '\nmsgid "Closed"\nmsgstr "مغلق"\n')
    faults = translations.wrong("shop", "ar")
    assert "shop, ar: no longer used: 'Closed'" in faults
    assert "shop, ar: not the same marks: '%(n)s book'" in faults
