"""The product's closed vocabularies: audiences with their numbers, art styles, and the words a client may send."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Audience(TextChoices):
    CHILDREN = "children", "Children"
    YOUNG_ADULTS = "young_adults", "Young adults"
    ADULTS = "adults", "Adults"


class Style(TextChoices):
    STORYBOOK = "storybook", "Storybook"
    SEMI_REALISTIC = "semi-realistic", "Semi-realistic"
    COMIC_BOOK = "comic-book", "Comic book"
    FLAT_ILLUSTRATION = "flat-illustration", "Flat illustration"
    ANIME = "anime", "Anime"


class Genre(TextChoices):
    """The kinds of story we write ourselves."""

    ADVENTURE = "adventure", "Adventure"
    SIBLINGS = "siblings", "Playing with siblings"
    BEDTIME = "bedtime", "Going to sleep"
    FANTASY = "fantasy", "Fantasy and science fiction"
    HISTORY = "history", "History"


@dataclass(frozen=True)
class AudienceProfile:
    """How a book is written, planned and drawn for one audience.

    `scenes` and `pages` are the planner's targets, `words` the least and the most words of a story we write.
    """

    scenes: int
    pages: int
    scenes_per_page: tuple[int, int]
    words: tuple[int, int]
    writing: str
    look: str


AUDIENCES = {
    Audience.CHILDREN: AudienceProfile(
        scenes=10,
        pages=4,
        scenes_per_page=(2, 3),
        words=(300, 400),
        writing="small children; short plain sentences, some repetition, humour, kind and safe, a clear moral",
        look="bright and clear, simple shapes, warm colours, feelings easy to read",
    ),
    Audience.YOUNG_ADULTS: AudienceProfile(
        scenes=14,
        pages=6,
        scenes_per_page=(2, 3),
        words=(600, 800),
        writing="young adults; lively sentences, distinct voices, metaphor, rising tension, a hero who grows",
        look="dynamic composition, strong lines, detailed settings, half-realistic",
    ),
    Audience.ADULTS: AudienceProfile(
        scenes=18,
        pages=8,
        scenes_per_page=(2, 3),
        words=(800, 1200),
        writing="adults; subtle, layered sentences, mixed motives, subtext, an ending open to interpretation",
        look="refined light, rich texture, nuanced emotion",
    ),
}

GENRE_BRIEFS = {
    Genre.ADVENTURE: "an adventure: discoveries, obstacles, and a hero who has grown by the end",
    Genre.SIBLINGS: "brothers and sisters at play: sharing, understanding, the ties of a family",
    Genre.BEDTIME: "a story for going to sleep: soothing images, a gentle pace, a peaceful end",
    Genre.FANTASY: "fantasy or science fiction: wonder, magic, free imagination with rules of its own",
    Genre.HISTORY: "the past brought alive: a real time and place, with true facts woven into the plot",
}

STYLE_LOOKS = {
    Style.STORYBOOK: "soft and whimsical, gentle colours, clean lines; nothing harsh, dark, scary or photographic",
    Style.SEMI_REALISTIC: "smooth shading and accurate faces; neither a full photograph nor flat colour",
    Style.COMIC_BOOK: "heavy outlines, vivid colours, dynamic shading; no soft edges, no watercolour, no anime",
    Style.FLAT_ILLUSTRATION: "flat vector shapes, minimal shade, bright; no texture, no complex gradients",
    Style.ANIME: "expressive eyes, stylised proportions, crisp lines; neither western cartoon nor realism",
}
