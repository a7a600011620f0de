"""What a family sees of the printed book before it orders it."""

import io
import re

import pytest
from pypdf import PdfReader

from prints.edition.binding import print_files
from prints.pages.preview import pages_of
from storybooks.book.looks import LOOKS
from tests.prints.pages.conftest import get
from tests.prints.shelf import shelved
from tests.storybooks.book.books import book


@pytest.mark.parametrize("scenes", [2, 10, 11])
def test_the_number_of_pages_is_that_of_the_printer_s_file(scenes):
    made = print_files(book(*(f"Scene {number}." for number in range(scenes))))
    assert len(PdfReader(io.BytesIO(made.interior)).pages) == pages_of(scenes)


@pytest.mark.django_db
def test_it_shows_the_cover_all_around_and_each_scene_on_a_spread(family, alice):
    ours = shelved(alice, audience="adults")
    page = get(family, f"/storybook/{ours.id}/print").content.decode()
    assert f'fill="{LOOKS["adults"]["accent"]}"' in page
    assert page.index('class="board back"') < page.index("backbone") < page.index('class="board front"')
    assert re.findall(r"Pages \d+ and \d+", page) == ["Pages 2 and 3", "Pages 4 and 5"]
    assert "Mina counts to 2." in page
    assert not re.findall(r"<img(?![^>]* width=\S+ height=)[^>]*>", page)


@pytest.mark.django_db
def test_a_book_that_runs_from_right_to_left_is_bound_at_its_right(family, alice):
    ours = shelved(alice, title="فانوس في الضباب")
    for scene in ours.pages[0]["scenes"]:
        scene["description"] = "استيقظت ميا باكراً وخرجت إلى الحديقة."
    ours.save()
    page = get(family, f"/storybook/{ours.id}/print").content.decode()
    assert 'class="casewrap" dir="rtl"' in page
    assert re.search(r'class="spreads"[^>]* dir="rtl"', page)
