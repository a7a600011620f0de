"""Finished books as their making leaves them, without making them."""

from PIL import Image

from storybooks.files import keep
from storybooks.models import StoredFile, Storybook
from tests.conftest import STORY
from tests.fakes.pictures import encoded

COLOURS = ("#7fb58a", "#5b3a29", "#f2c6a0", "#d0483e", "#2f5fa8", "#f2c230", "#a05fa8")
PDF = b"%PDF-1.7 the first edition"


def picture(colour: str) -> bytes:
    return encoded(Image.new("RGB", (96, 96), colour), "JPEG")


def finished_book(user=None, *, job=None, pages: int = 2, failed: tuple[int, ...] = (), **fields) -> Storybook:
    """A book of so many pages of two scenes each; of the scenes, counted from 1, those that `failed` have no picture.

    Its files are in the media store, and belong to the job that made it.
    """

    def drawn(kind: str, colour: str, data: bytes = b"", mime: str = "image/jpeg") -> StoredFile:
        owner = {"user_id": user.pk if user else None, "job_id": job.id if job else None}
        return keep(kind, data or picture(colour), mime, **owner)

    portrait, cover = drawn("portrait", COLOURS[0]), drawn("cover", COLOURS[1])
    pdf = drawn("book", "", PDF, "application/pdf")
    scenes = []
    for number in range(1, 2 * pages + 1):
        words = {"description": f"Mina counts to {number}.", "emotion": "proud", "imagePrompt": f"{number} tall trees"}
        shown = portrait if number in failed else drawn("scene", COLOURS[number % 5 + 2])
        error = {"error": "Refused."} if number in failed else {}
        scenes.append({**words, "generatedImage": {"file": str(shown.id)}, **error})
    book = Storybook(
        user=user,
        job=job,
        title="The Lantern",
        printed_title="The Lantern",
        story=STORY,
        audience="children",
        character_description="A child with a red top.",
        pages=[{"pageNumber": n + 1, "scenes": scenes[2 * n : 2 * n + 2]} for n in range(pages)],
        has_errors=bool(failed),
        portrait=portrait,
        cover=cover,
        pdf=pdf,
    )
    for name, value in fields.items():
        setattr(book, name, value)
    book.save()
    StoredFile.objects.filter(id__in=book.file_ids()).update(storybook=book)
    return book
