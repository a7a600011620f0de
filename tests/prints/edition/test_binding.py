"""The printer's two files, read back and looked at."""

import io
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pypdf import PageObject, PdfReader

from jobs.errors import PermanentError
from prints.edition.binding import print_files
from prints.edition.geometry import PIXELS, spine_of
from storybooks.book.content import Plate
from tests.storybooks.book.books import book, letters, picture, sheets

AUDIENCES = ["children", "young_adults", "adults"]
STORY = [f"Scene {number}." for number in range(1, 11)]
LONG = " ".join(f"Sentence number {number} of a story that takes its time." for number in range(40))
ARABIC = [f"استيقظت ميا باكرا {'و' * number}" for number in range(1, 11)]
INCH = 72


@pytest.fixture(scope="module", params=AUDIENCES)
def printed(request):
    return print_files(book(*STORY, audience=request.param, title="The Fox"))


def pages_of(pdf: bytes) -> list[PageObject]:
    return PdfReader(io.BytesIO(pdf)).pages


def size(box) -> tuple[float, float]:
    return float(box.width) / INCH, float(box.height) / INCH


def drawn(pdf: bytes, dpi: int = 40, page: int = 1) -> np.ndarray:
    """The page as a printer would draw it, bleed and all."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-png", "-"]
    png = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def inset(image: np.ndarray, inches: float, dpi: int = 40) -> np.ndarray:
    edge = round(inches * dpi)
    return image[edge:-edge, edge:-edge]


def test_every_page_is_the_trimmed_square_with_its_bleed(printed):
    for page in pages_of(printed.interior):
        assert size(page.mediabox) == size(page.bleedbox) == (8.75, 8.75)
        assert size(page.trimbox) == (8.5, 8.5)
        assert [float(side) for side in page.trimbox.lower_left] == [9, 9]


def test_the_cover_is_back_spine_and_front_with_what_is_folded_around_the_boards(printed):
    (cover,) = pages_of(printed.cover)
    spine = spine_of(len(pages_of(printed.interior)))
    assert size(cover.mediabox) == size(cover.bleedbox) == pytest.approx((2 * 8.5 + spine + 2 * 0.875, 10.25))
    assert size(cover.trimbox) == pytest.approx((2 * 8.625 + spine, 8.75))


def test_ten_scenes_fill_the_smallest_block_a_spread_for_each(printed):
    read = sheets(printed.interior)
    assert len(read) == 24
    assert read[0].startswith("The Fox")
    assert [read[number] for number in range(1, 21, 2)] == STORY
    assert [len(page.images) for page in pages_of(printed.interior)[2:22:2]] == [1] * 10
    assert read[22].startswith("The End")
    assert (read[21], read[23]) == ("", "")


@pytest.mark.parametrize(("scenes", "pages"), [(1, 24), (9, 24), (10, 24), (11, 26), (32, 68)])
def test_pages_are_even_and_enough_to_be_bound(scenes, pages):
    assert len(pages_of(print_files(book(*(["Hi."] * scenes))).interior)) == pages


def test_every_font_is_embedded(printed):
    for pdf in (printed.interior, printed.cover):
        fonts = [font for page in pages_of(pdf) for font in fonts_of(page)]
        assert fonts
        assert all(any(f"/FontFile{number}" in font for number in ("", 2, 3)) for font in fonts)


def fonts_of(page: PageObject) -> list:
    """The descriptors of the page's fonts."""
    fonts = page["/Resources"].get("/Font", {}).values()
    return [
        below.get_object()["/FontDescriptor"]
        for font in fonts
        for below in font.get_object().get("/DescendantFonts", [font])
    ]


def test_a_picture_of_1024_pixels_is_printed_with_150_dots_an_inch(printed):
    plates = ((Plate("Hi.", picture(7, (1024, 1024))),),)
    made = print_files(replace(book(), pages=plates))
    page = pages_of(made.interior)[2]
    assert page.images[0].image.size == (1024, 1024)
    ink = drawn(made.interior, 40, 3).min(axis=2) < 245
    width = np.flatnonzero(ink.any(axis=0))
    assert (width[-1] - width[0] + 1) / 40 == pytest.approx(1024 / 150, abs=0.06)


def test_pictures_fine_enough_for_it_fill_their_page_and_its_bleed():
    fine = picture(7, (2000, 2000))
    plates = ((Plate("Hi.", fine), Plate("Ho.", fine)),)
    page = drawn(print_files(replace(book(), pages=plates)).interior, 40, 3)
    assert (page.min(axis=2) < 250).mean() > 0.98
    assert (page[0] != 255).any(axis=1).mean() > 0.98


def test_one_coarse_picture_keeps_all_of_a_book_within_its_margins():
    plates = ((Plate("Hi.", picture(7, (2000, 2000))), Plate("Ho.", picture(8, (600, 600)))),)
    made = print_files(replace(book(), pages=plates))
    assert [bleeds(drawn(made.interior, 40, page)) for page in (3, 5)] == [False, False]


def test_no_picture_has_more_pixels_than_anybody_sees():
    plates = ((Plate("Hi.", picture(7, (3000, 3000))),),)
    image = pages_of(print_files(replace(book(), pages=plates)).interior)[2].images[0].image
    assert image.size == (PIXELS, PIXELS) == (2625, 2625)


def bleeds(page: np.ndarray) -> bool:
    """Whether anything is printed within half an inch of the edge that is cut."""
    page = page.copy()
    edge = round(0.625 * 40)
    page[edge:-edge, edge:-edge] = 255
    return bool((page < 250).any())


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("text", [LONG, "W" * 300, "字" * 700, "Donaudampfschifffahrtsgesellschaft " * 12])
def test_no_word_comes_near_the_cut(audience, text):
    made = print_files(book(text, "", "Hi.", title="W" * 100, hero="A very long look. " * 30, audience=audience))
    numbers = range(1, len(pages_of(made.interior)) + 1)
    assert not [number for number in numbers if bleeds(drawn(made.interior, 40, number))]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_long_text_flows_on_and_its_picture_follows_on_a_right_hand_page(audience):
    made = print_files(book(LONG, "Short.", audience=audience))
    pages = pages_of(made.interior)
    assert letters(LONG) in letters("".join(sheets(made.interior)))
    pictures = [number for number, page in enumerate(pages, 1) if page.images][1:-1]
    assert all(number % 2 for number in pictures)
    assert len(pictures) == 2


def test_a_cover_keeps_its_words_and_pictures_off_folds_and_spine(printed):
    sheet = drawn(printed.cover)
    ground = sheet[5, 5]
    marked = (np.abs(sheet - ground).max(axis=2) > 8).any(axis=0)
    spine = round(spine_of(24) * 40)
    middle = len(marked) // 2
    assert marked.any()
    assert not marked[middle - spine // 2 - 28 : middle + spine // 2 + 28].any()
    assert not marked[: round(1.4 * 40)].any()
    assert not marked[-round(1.4 * 40) :].any()
    upright = (np.abs(sheet - ground).max(axis=2) > 8).any(axis=1)
    assert not upright[: round(1.3 * 40)].any()
    assert not upright[-round(1.3 * 40) :].any()


def test_a_thick_book_has_its_title_on_the_spine_within_the_spine():
    made = print_files(book(*([LONG] * 32), title="The Fox"))
    pages = len(pages_of(made.interior))
    assert spine_of(pages) >= 0.5
    assert sheets(made.cover)[0].count("The Fox") == 2
    sheet = drawn(made.cover)
    marked = (np.abs(sheet - sheet[5, 5]).max(axis=2) > 8).any(axis=0)
    middle, half = len(marked) // 2, round(spine_of(pages) * 20)
    assert marked[middle - half + 4 : middle + half - 4].any()
    for fold in (middle - half, middle + half):
        assert not marked[fold - 4 : fold + 4].any()


def test_a_title_too_long_for_the_spine_is_left_off_it():
    made = print_files(book(*([LONG] * 32), title="W" * 100))
    assert sheets(made.cover)[0].count("W") == 100


def test_a_book_from_right_to_left_is_bound_at_its_right():
    """Its pages stand in the file from the last to the first, and the front of its cover on the left."""
    made = print_files(book(*ARABIC, title="فانوس ميا", cover=picture(9, (1024, 1024))))
    pages = pages_of(made.interior)
    assert len(pages) == 24
    has_picture = [bool(page.images) for page in pages]
    assert has_picture == [False, True, False, *[True, False] * 10, True]  # end, pictures and words, title
    texts = [page.extract_text().count("و") for page in pages[4:23:2]]
    assert texts == sorted(texts, reverse=True)
    sheet = drawn(made.cover)
    marked = (np.abs(sheet - sheet[5, 5]).max(axis=2) > 8).sum(axis=0)
    assert marked[: len(marked) // 2].sum() > 2 * marked[len(marked) // 2 :].sum()


def test_the_wider_margin_is_at_the_binding_on_both_sides_of_a_leaf():
    plate = ((Plate("", picture(7, (1024, 1024))),),)
    left_bound = drawn(print_files(replace(book(), pages=plate)).interior, 40, 3)
    right_bound = drawn(print_files(replace(book(title="فانوس ميا"), pages=plate)).interior, 40, 22)
    assert _margins(left_bound)[0] > _margins(left_bound)[1]
    assert _margins(right_bound)[0] < _margins(right_bound)[1]


def _margins(page: np.ndarray) -> tuple[int, int]:
    """Empty columns on the left and on the right."""
    (columns,) = np.nonzero((page < 245).any(axis=(0, 2)))
    return int(columns[0]), int(page.shape[1] - 1 - columns[-1])


@pytest.mark.parametrize("text", ["استيقظت ميا باكرا", "米娅很早就醒了。", "Μία ξύπνησε νωρίς."])
def test_no_english_word_of_ours_stands_in_a_book_of_another_script(text):
    made = print_files(book(text, title=text))
    read = " ".join(sheets(made.interior))
    assert "The End" not in read
    assert "hero" not in read
    assert "1 May 2026" in read


def test_a_book_too_long_to_be_bound_is_refused():
    with pytest.raises(PermanentError) as caught:
        print_files(book(*(["x\n" * 999] * 32)))
    assert caught.value.code == "TOO_MANY_PAGES"
