"""Changes of a family's book in each state: those of its pictures, and of its words."""

from datetime import timedelta

from django.utils import timezone

from jobs.models import Job
from jobs.states import Status
from storybooks.models import Storybook


def fill_changes(book: Storybook) -> None:
    """Of scene 1 the picture is being drawn, of scene 3 it failed, of scene 5 it is done; scene 4 gets other words."""
    _change(book, 1, Status.PROCESSING, "redraw-scene")
    _change(book, 3, Status.FAILED, "redraw-scene", error_code="EXTERNAL_SERVICE_ERROR")
    _change(
        book, 4, Status.PROCESSING, "edit-storybook", description="Deep in the cave a very small dragon was asleep."
    )
    _change(book, 5, Status.COMPLETED, "redraw-scene")


def _change(book: Storybook, scene: int, status: Status, kind: str, error_code: str = "", **words: str) -> None:
    now = timezone.now()
    running = status == Status.PROCESSING
    Job.objects.create(
        type=kind,
        title=book.title,
        status=status,
        user_id=book.user_id,
        attempt=1,
        worker="press-1:4121" if running else "",
        progress=47 if running else 100,
        current_step="Drawing the picture" if kind == "redraw-scene" else "Binding the book anew",
        error_code=error_code,
        lease_expires_at=now + timedelta(hours=1) if running else None,
        input_data={"storybook": str(book.id), "book_title": book.title, "page": 1, "scene": scene, **words},
        result_data={"storybook_id": str(book.id)} if status == Status.COMPLETED else None,
        started_at=now - timedelta(seconds=20),
        completed_at=None if running else now,
    )
