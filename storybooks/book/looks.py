"""How a book looks for each audience: the numbers and colours that `book.typ` sets it with."""

from storybooks.catalog import Audience

# Type sizes are in points, from the one we like best to the smallest we accept.
_SHARED = {
    "cover_sizes": [60, 52, 46, 40, 35, 30, 26, 22, 18],
    "title_sizes": [46, 40, 35, 30, 26, 22, 18],
}

LOOKS = {
    Audience.CHILDREN: _SHARED
    | {
        "face": "Andika",
        "title_face": "Baloo 2",
        "title_weight": 800,
        "line_style": "normal",
        "ink": "#3a2c24",
        "accent": "#c8492f",
        "label_at": "top",
        "label_radius": 24,
        "radius": 16,
        "sizes": [22, 20, 18, 16],
        "measure_width": 7.0,
        "pairs": False,
        "pair_sizes": [],
    },
    Audience.YOUNG_ADULTS: _SHARED
    | {
        "face": "Andika",
        "title_face": "Noto Sans",
        "title_weight": 900,
        "line_style": "normal",
        "ink": "#23303a",
        "accent": "#17687a",
        "label_at": "bottom",
        "label_radius": 4,
        "radius": 6,
        "sizes": [16, 15, 14, 13],
        "measure_width": 6.2,
        "pairs": True,
        "pair_sizes": [14, 13, 12, 11],
    },
    Audience.ADULTS: _SHARED
    | {
        "face": "Libertinus Serif",
        "title_face": "Libertinus Serif",
        "title_weight": 600,
        "line_style": "italic",
        "ink": "#2b2724",
        "accent": "#7a2e3a",
        "label_at": "bottom",
        "label_radius": 0,
        "radius": 0,
        "sizes": [16, 15, 14, 13],
        "measure_width": 5.8,
        "pairs": True,
        "pair_sizes": [14.5, 13.5, 12.5, 11.5],
    },
}
