"""A family's finished books, with the sample book's own pictures."""

import io
from collections.abc import Callable

from PIL import Image

from storybooks.files import keep
from storybooks.models import StoredFile, Storybook
from storybooks.pages import samples
from storybooks.pages.home import LEAVES
from tests.tour.changes import fill_changes
from users.models import User

ENGLISH, ARABIC, LONG = (
    "The Lantern in the Fog",
    "فانوس في الضباب",
    "A Lantern, a Fox, a Very Small Dragon and the Long Way Home",
)
PROMPT = "The child with the red top and a small fox beside a lantern, wide shot, warm evening light"
ARABIC_WORDS = (
    "في كل مساء كان فانوس قديم يقف على حافة النافذة، كي لا يضلّ أحد طريق البيت.",
    "وفي صباح عاصف اختفى الفانوس. ركضت ميا مع ثعلب صغير على الدرب.",
    "عند النهر بدأ المطر، فاختبآ تحت ورقة كبيرة واقتسما تفاحة.",
    "وفي الكهف المظلم نام تنين صغير جداً ملتفاً حول الفانوس!",
    "عادا تحت النجوم، وهتفت القرية كلها فرحاً.",
)
Draw = Callable[[str, int], bytes]
"""Makes one of the sample book's pictures in this width, as `samples.sample` does."""


def fill_shelf(family: User, draw: Draw) -> None:
    words = [str(text) for _, text in LEAVES]
    illustrated(family, ENGLISH, words, draw, failed=3, is_paid=True)
    illustrated(family, ARABIC, list(ARABIC_WORDS), draw)
    fill_changes(illustrated(family, LONG, [words[0], " ".join(words * 2), *words[2:]], draw))


def illustrated(user: User, title: str, words: list[str], draw: Draw, failed: int = 0, **fields) -> Storybook:
    """A book of one scene for each of the words; the one that `failed`, counted from 1, has no picture."""

    def drawn(kind: str, name: str) -> StoredFile:
        stream = io.BytesIO()
        Image.open(io.BytesIO(draw(name, samples.WIDTHS[-1]))).convert("RGB").save(stream, "JPEG", quality=85)
        return keep(kind, stream.getvalue(), "image/jpeg", user_id=user.pk)

    portrait, cover = drawn("portrait", "portrait"), drawn("cover", "cover")
    pdf = keep("book", b"%PDF", "application/pdf", user_id=user.pk)
    scenes = []
    for number, ((name, _), text) in enumerate(zip(LEAVES, words, strict=True), 1):
        file = portrait if number == failed else drawn("scene", name)
        scene = {
            "description": text,
            "emotion": "curious",
            "imagePrompt": PROMPT,
            "generatedImage": {"file": str(file.id)},
        }
        scenes.append(scene | ({"error": "Refused."} if number == failed else {}))
    own = {"portrait": portrait, "cover": cover, "pdf": pdf, "has_errors": bool(failed), "printed_title": title}
    pages = [{"pageNumber": 1, "scenes": scenes}]
    book = Storybook.objects.create(
        user=user, title=title, story="-", audience="children", pages=pages, **own, **fields
    )
    StoredFile.objects.filter(id__in=book.file_ids()).update(storybook=book)
    return book
