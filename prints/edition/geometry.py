"""The measures of the printed book: a square hardcover ("casewrap") of 8.5 by 8.5 inches, as Lulu prints it.

All lengths are in inches. Sources, as they stood in 2026:
- Lulu's Book Creation Guide: bleed, safety margin, gutter (nothing below 61 pages, an eighth up to 150), at least 24
  pages, no words on the spine of a book of 80 pages or fewer, an eighth of free room on both sides of those words;
  150 dots an inch are the least for a picture, 300 the best.
- help.lulu.com 64000255584: bleed of an eighth on every side; the page is a quarter larger than the trimmed one.
- help.lulu.com 64000308572: a casewrap's paper is folded 0.75 around boards, which overhang the pages by an eighth. So
  its cover is 2 x 8.5 + spine + 2 x 0.875 wide and 8.5 + 2 x 0.875 high: 19 x 10.25 with the smallest spine.
- help.api.lulu.com 64000254616: the table of spines for hardcovers. (A paperback's spine would be pages / 444 + 0.06.)
"""

from dataclasses import dataclass

TRIM = 8.5
BLEED = 0.125
SAFETY = 0.5
GUTTER = 0.125
LEAST_PAGES, MOST_PAGES = 24, 800
WRAP = 0.75
OVERHANG = 0.125
SPINE_MARGIN = 0.125
FINEST = 300  # dots an inch: more of them nobody sees
PIXELS = round((TRIM + 2 * BLEED) * FINEST)

_SPINES = {  # up to so many pages: so wide
    84: 0.25, 140: 0.5, 168: 0.625, 194: 0.6875, 222: 0.75, 250: 0.8125, 278: 0.875, 306: 0.9375, 334: 1.0, 360: 1.0625,
    388: 1.125, 416: 1.1875, 444: 1.25, 472: 1.3125, 500: 1.375, 528: 1.4375, 556: 1.5, 582: 1.5625, 610: 1.625,
    638: 1.6875, 666: 1.75, 694: 1.8125, 722: 1.875, 750: 1.9375, 778: 2.0, 800: 2.0625,
}  # fmt: skip


@dataclass(frozen=True)
class Interior:
    """One page of the block. `inside` is the margin where the pages are bound."""

    bleed: float = BLEED
    inside: float = SAFETY + GUTTER + 0.25
    outside: float = SAFETY + 0.25
    least: int = LEAST_PAGES


@dataclass(frozen=True)
class Cover:
    """The sheet around the boards: back, spine, front. `width` and `height` are what is seen; `wrap` is folded away."""

    spine: float
    width: float
    height: float = TRIM + 2 * OVERHANG
    wrap: float = WRAP
    safety: float = SAFETY + 0.25  # a fold is less exact than a cut, and beside the spine the cover bends
    spine_margin: float = SPINE_MARGIN
    lettered: bool = False


def spine_of(pages: int) -> float:
    """How thick a book of so many pages is. Raises ValueError for one that cannot be bound."""
    if not LEAST_PAGES <= pages <= MOST_PAGES:
        raise ValueError("A book has 24 to 800 pages.")
    return next(width for most, width in _SPINES.items() if pages <= most)


def cover_of(pages: int) -> Cover:
    """The cover of a book of so many pages. Raises ValueError as `spine_of` does."""
    spine = spine_of(pages)
    return Cover(spine, 2 * (TRIM + OVERHANG) + spine, lettered=spine >= 2 * SPINE_MARGIN + 0.2)
