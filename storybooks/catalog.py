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


@dataclass(frozen=True)
class AudienceProfile:
    """How a book is planned and drawn for one audience. `scenes` and `pages` are the planner's targets."""

    scenes: int
    pages: int
    scenes_per_page: tuple[int, int]
    look: str


AUDIENCES = {
    Audience.CHILDREN: AudienceProfile(
        10, 4, (2, 3), "bright and clear, simple shapes, warm colours, feelings easy to read"
    ),
    Audience.YOUNG_ADULTS: AudienceProfile(
        14, 6, (2, 3), "dynamic composition, strong lines, detailed settings, half-realistic"
    ),
    Audience.ADULTS: AudienceProfile(18, 8, (2, 3), "refined light, rich texture, nuanced emotion"),
}

STYLE_LOOKS = {
    Style.STORYBOOK: "soft and whimsical, gentle colours, clean lines; nothing harsh, dark, scary or photographic",
    Style.SEMI_REALISTIC: "smooth shading and accurate faces; neither a full photograph nor flat colour",
    Style.COMIC_BOOK: "heavy outlines, vivid colours, dynamic shading; no soft edges, no watercolour, no anime",
    Style.FLAT_ILLUSTRATION: "flat vector shapes, minimal shade, bright; no texture, no complex gradients",
    Style.ANIME: "expressive eyes, stylised proportions, crisp lines; neither western cartoon nor realism",
}
