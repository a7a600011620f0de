"""The printed book, read back from its PDF."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import typst
from PIL import Image
from pypdf import PdfReader

from jobs.errors import PermanentError
from storybooks.book.content import Plate
from storybooks.book.fonts import typst_fonts
from storybooks.book.typeset import lay_out, typeset

from .books import book, letters, picture, sheets

AUDIENCES = ["children", "young_adults", "adults"]
LONG = " ".join(f"Sentence number {number} of a story that takes its time." for number in range(40))
STORY = ["Mia woke up early.", "A fox bowed.", "The river talked.", "The bridge was old.", "They were home."]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_text_stands_in_the_book_once_and_in_order(audience):
    whole = " ".join(sheets(typeset(book(*STORY, audience=audience, per_page=3))))
    places = [whole.index(text) for text in STORY]
    assert places == sorted(places)
    assert all(whole.count(text) == 1 for text in STORY)


def test_a_children_s_book_has_one_plate_on_each_sheet_between_cover_title_and_end():
    read = sheets(typeset(book(*STORY, hero="A girl with a yellow coat.")))
    assert len(read) == len(STORY) + 3
    assert read[0] == "The Fox"
    assert read[1] == "The Fox The hero of this story A girl with a yellow coat."
    assert read[2] == "Mia woke up early. 1"
    assert read[-1] == "The End Made on 1 May 2026"


@pytest.mark.parametrize("audience", ["young_adults", "adults"])
def test_older_readers_get_two_plates_on_a_sheet_after_an_odd_one(audience):
    read = sheets(typeset(book(*STORY, audience=audience, per_page=3)))
    assert [sum(text in sheet for text in STORY) for sheet in read] == [0, 0, 1, 2, 2, 0]


def test_without_a_portrait_the_title_page_names_no_hero():
    read = sheets(typeset(book(*STORY, portrait=None, hero="A girl")))
    assert read[1] == "The Fox"


def test_every_picture_is_embedded_and_sharp_enough_to_print():
    plates = tuple((Plate(text, picture(number, (1024, 1024))),) for number, text in enumerate(STORY))
    reader = PdfReader(io.BytesIO(typeset(replace(book(), pages=plates))))
    for sheet in reader.pages[2:-1]:
        (image,) = sheet.images
        assert image.image.size == (1024, 1024)
        assert 1024 / (_printed_width(sheet) / 72) >= 150
    assert [len(reader.pages[number].images) for number in (0, 1, -1)] == [1, 1, 1]


def _printed_width(sheet) -> float:
    """The width of the sheet's only picture, in points."""
    drawing = sheet.get_contents().get_data().decode("latin-1")
    (width,) = re.findall(r"([\d.]+) 0 0 [\d.]+ [\d.]+ [\d.]+ cm\s*/x\d+ Do", drawing)
    return float(width)


@pytest.mark.parametrize("size", [(300, 90), (90, 300)])
def test_wide_and_tall_pictures_find_their_place(size):
    odd = Plate("Wide or tall.", picture(9, size, "WEBP"))
    read = sheets(typeset(replace(book(audience="adults"), pages=((odd, odd, odd),))))
    assert len(read) == 5


def test_the_sheets_are_square_and_the_document_knows_its_title():
    reader = PdfReader(io.BytesIO(typeset(book(*STORY))))
    assert {(float(sheet.mediabox.width), float(sheet.mediabox.height)) for sheet in reader.pages} == {(612, 612)}
    assert reader.metadata.title == "The Fox"


def test_the_same_book_gives_the_same_bytes():
    assert typeset(book(*STORY, LONG)) == typeset(book(*STORY, LONG))


def test_books_typeset_side_by_side_do_not_disturb_each_other():
    titles = [f"Book {number}" for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda title: typeset(book(*STORY, title=title)), titles))
    assert [sheets(pdf)[0] for pdf in made] == titles


HOSTILE = [
    '#import "x": * #read("/etc/passwd") #panic() $x^2$ *bold* _it_ `code` @ref <label> = Head',
    "http://example.test/a//b /* gone? */ // gone? \\ \\u{41} ~ ... [x] {y} 'q' \"d\"",
    '"}], "look": null, {"title": "',
]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_typesetter_s_own_language_is_only_text(audience):
    read = "".join(sheets(typeset(book(*HOSTILE, title=HOSTILE[0], hero=HOSTILE[1], audience=audience))))
    for text in HOSTILE:
        assert letters(text) in letters(read)
    assert "root:" not in read


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("text", [LONG, "W" * 900, "https://example.test/" + "path/" * 200], ids=["prose", "W", "url"])
def test_a_very_long_text_flows_on_and_loses_nothing(audience, text):
    read = sheets(typeset(book(text, "Short.", audience=audience)))
    body = "".join(sheet.rsplit(" ", 1)[0] for sheet in read[2:-1])
    assert letters(text) in letters(body)
    assert "Short." in body


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_is_printed_beyond_the_margins(tmp_path, audience):
    texts = [LONG, "W" * 300, "", "Hi.", "字" * 700, "🦊" * 200, "Donaudampfschifffahrtsgesellschaftskapitän " * 12]
    full = book(*texts, title="W" * 100, hero="A very long look. " * 30, audience=audience)
    manuscript = lay_out(full, tmp_path)
    pictures = typst.compile(manuscript, root=tmp_path, font_paths=typst_fonts(), format="png", ppi=40)
    for data in pictures[1:]:
        sheet = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
        inside = sheet.copy()
        inside[12:-12, 12:-12] = 255
        assert inside.min() > 250
        assert sheet.min() < 200


def test_a_plate_without_words_is_a_sheet_of_its_own():
    assert sheets(typeset(book("", "Words.")))[2:4] == ["1", "Words. 2"]


SCRIPTS = {
    "greek": "Η Μία ξύπνησε νωρίς.",
    "cyrillic": "Мия проснулась рано, їй весело.",
    "vietnamese": "Mia thức dậy sớm. Cả khu vườn ngập trong sương mù.",
    "chinese": "米娅很早就醒了。",
    "japanese": "ミアは朝早く目を覚ました。",
    "korean": "미아는 일찍 일어났다.",
    "thai": "สะพานเก่ามาก",
    "hebrew": "מיה התעוררה מוקדם",
    "arabic": "استيقظت ميا باكرا",
    "devanagari": "मिया जल्दी उठ गई",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_script_is_set_with_fonts_that_have_its_letters(script, audience):
    text = SCRIPTS[script]
    reader = PdfReader(io.BytesIO(typeset(book(text, title=text, audience=audience))))
    fonts = {str(name) for font in reader.pages[2]["/Resources"]["/Font"].values() for name in [font["/BaseFont"]]}
    assert all(any(known in name for known in ("Noto", "Andika", "Libertinus", "Baloo")) for name in fonts)
    read = "".join(sheet.extract_text() for sheet in reader.pages)
    if script in ("greek", "cyrillic", "vietnamese", "chinese", "japanese", "korean"):
        assert letters(text) in letters(read)
    else:  # shaped scripts come back in visual order
        assert sum(char in read for char in set(letters(text))) >= 0.7 * len(set(letters(text)))


def test_letters_no_font_has_become_boxes_and_stop_nothing():
    read = " ".join(sheets(typeset(book("Runes \U00012000 and \ud800 and \x00 end.", title="\U00012000"))))
    assert "Runes □ and □ and end." in read


def test_twenty_big_plates_stay_below_ten_megabytes():
    noisy = _noisy()
    full = book(title="Big", audience="adults", cover=noisy)
    plates = tuple((Plate(f"Scene {number}.", noisy), Plate("More.", noisy)) for number in range(10))
    assert len(typeset(replace(full, pages=plates))) < 10 * 1024 * 1024


def _noisy() -> bytes:
    """A 1024 px picture with about the grain of a painted scene."""
    grain = np.random.default_rng(1).normal(0, 5, (1024, 1024, 3))
    base = np.asarray(Image.open(io.BytesIO(picture(3, (1024, 1024)))), dtype=float)
    out = io.BytesIO()
    Image.fromarray((base + grain).clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_picture_that_cannot_be_read_stops_the_book_for_good():
    with pytest.raises(PermanentError) as caught:
        typeset(book("Text", cover=b"not a picture"))
    assert caught.value.code == "PICTURE_UNREADABLE"
