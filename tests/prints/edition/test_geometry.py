"""The measures of the printed book, against the printer's published numbers."""

import pytest

from prints.edition.geometry import cover_of, spine_of


@pytest.mark.parametrize(
    ("pages", "inches"), [(24, 0.25), (84, 0.25), (86, 0.5), (140, 0.5), (142, 0.625), (250, 0.8125), (800, 2.0625)]
)
def test_the_spine_follows_the_printers_table(pages, inches):
    assert spine_of(pages) == inches


@pytest.mark.parametrize("pages", [0, 22, 802])
def test_a_book_that_cannot_be_bound_has_no_spine(pages):
    with pytest.raises(ValueError, match="24 to 800"):
        spine_of(pages)


def test_the_smallest_cover_is_the_printers_sheet_of_19_by_10_and_a_quarter():
    cover = cover_of(24)
    assert (cover.width + 2 * cover.wrap, cover.height + 2 * cover.wrap) == (19, 10.25)


def test_a_thin_spine_bears_no_words():
    assert [cover_of(pages).lettered for pages in (24, 80, 84, 86, 800)] == [False, False, False, True, True]
