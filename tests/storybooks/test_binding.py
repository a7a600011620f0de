"""A book bound again after a retry shows what is true then."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from storybooks.files import keep
from storybooks.making.binding import Parts, save_book
from storybooks.models import Storybook
from storybooks.studio.base import Hero, Page, Scene
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(alice) -> Parts:
    """A book of one scene whose picture failed."""
    portrait, cover = (
        {"file": str(keep(kind, b"x", "image/png", user_id=alice.pk).id)} for kind in ("portrait", "cover")
    )
    data = {"title": "T", "story": "S", "audience": "children", "style": "storybook"}
    pages = [Page(1, (Scene("A hill.", "happy", "hill"),))]
    return Parts(data, Hero("A child."), pages, portrait, cover, [[{"error": "Refused.", "code": "CONTENT_REFUSED"}]])


def drawn_after_all(parts: Parts, user) -> Parts:
    return replace(parts, pictures=[[{"file": str(keep("scene", b"x", "image/png", user_id=user.pk).id)}]])


def test_a_failed_picture_shows_the_portrait_and_says_so(parts, alice):
    job = make_job(alice)
    pdf = {"file": str(keep("book", b"%PDF", "application/pdf", user_id=alice.pk).id)}
    result = save_book(SimpleNamespace(job_id=job.id, user_id=alice.pk), parts, pdf)
    scene = result["pages"][0]["scenes"][0]
    assert (scene["generatedImage"], scene["error"]) == (parts.portrait, "Refused.")
    assert (result["has_errors"], result["warning"]) == (True, "Some images failed to generate")


def test_another_picture_asks_for_another_pdf(parts, alice):
    assert parts.fingerprint == replace(parts).fingerprint
    assert drawn_after_all(parts, alice).fingerprint != parts.fingerprint


def test_a_book_saved_again_by_a_later_attempt_is_one_book_as_it_is_then(parts, alice):
    job = make_job(alice)
    ctx = SimpleNamespace(job_id=job.id, user_id=alice.pk)
    pdf = {"file": str(keep("book", b"%PDF", "application/pdf", user_id=alice.pk).id)}
    first = save_book(ctx, parts, pdf)
    second = save_book(ctx, drawn_after_all(parts, alice), pdf)
    assert first["storybook_id"] == second["storybook_id"]
    book = Storybook.objects.get()
    assert not book.has_errors
    assert "error" not in book.pages[0]["scenes"][0]
