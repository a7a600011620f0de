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
        "label_radius": 24,
        "label_frame": 0,
        "radius": 16,
        "sizes": [24, 22, 20, 18, 16],
        "line_width": 7.0,
        "long_size": 18,
        "pairs": False,
        "pair_sizes": [16],
    },
    Audience.YOUNG_ADULTS: _SHARED
    | {
        "face": "Andika",
        "title_face": "Noto Sans",
        "title_weight": 900,
        "line_style": "normal",
        "ink": "#23303a",
        "accent": "#17687a",
        "label_radius": 4,
        "label_frame": 0,
        "radius": 6,
        "sizes": [18, 17, 16, 15, 14, 13],
        "line_width": 6.4,
        "long_size": 14,
        "pairs": True,
        "pair_sizes": [16, 15, 14, 13, 12, 11],
    },
    Audience.ADULTS: _SHARED
    | {
        "face": "Libertinus Serif",
        "title_face": "Libertinus Serif",
        "title_weight": 600,
        "line_style": "italic",
        "ink": "#2b2724",
        "accent": "#7a2e3a",
        "label_radius": 0,
        "label_frame": 1,
        "radius": 0,
        "sizes": [18, 17, 16, 15, 14, 13],
        "line_width": 6.0,
        "long_size": 14,
        "pairs": True,
        "pair_sizes": [18, 17, 16, 15, 14, 13, 12],
    },
}
