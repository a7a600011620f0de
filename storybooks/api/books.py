"""/api/storybooks: a family's finished books, newest first; each of them whole; another title; its end."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import engine
from jobs.job_type import job_types
from jobs.models import Job
from storybooks.api.fields import TextField, required
from storybooks.api.representation import represent, summary
from storybooks.api.schema import books as operations
from storybooks.library import erasable_book, erase_book, own_book, readable_book
from storybooks.models import Storybook
from users.api.base import PrivateView, signed_in, validated
from users.api.pages import PageQuery, id_begins_with, page_of
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_start

SEE = "Please sign in to see your books."
CHANGE = "Please sign in to change your books."


class RenameInput(serializers.Serializer):
    title = TextField(max_length=100, error_messages=required("Title is required"))


class BooksView(PrivateView):
    schema = ApiSchema(get=operations.own_books)

    def get(self, request: Request) -> Response:
        own = Storybook.objects.filter(user=signed_in(request, SEE)).defer("story")
        asked = validated(PageQuery, request.query_params)
        words = asked.get("search")
        if words:
            own = own.filter(Q(title__icontains=words) | Q(story__icontains=words) | id_begins_with(words))
        books, following = page_of(own, request, asked["limit"], asked["cursor"])
        shown = [summary(book, request.build_absolute_uri) for book in books]
        return Response({"storybooks": shown, "next": following})


class BookView(PrivateView):
    schema = ApiSchema(get=operations.book, patch=operations.rename, delete=operations.erase)
    input_serializer = RenameInput

    def get(self, request: Request, storybook_id: UUID) -> Response:
        return self._whole(request, readable_book(storybook_id, request.user))

    def patch(self, request: Request, storybook_id: UUID) -> Response:
        """The title is another one at once. The PDF follows, by a job that first looks whether the title is fit."""
        user = signed_in(request, CHANGE)
        book = own_book(storybook_id, user)
        title = validated(RenameInput, request.data)["title"]
        if title != book.title or not book.pdf_is_current:
            start_editing(request, {"storybookId": book.id, "title": title})
            book = own_book(storybook_id, user)
        return self._whole(request, book)

    def delete(self, request: Request, storybook_id: UUID) -> Response:
        erase_book(erasable_book(storybook_id, signed_in(request, CHANGE)))
        return Response({"success": True, "message": "Storybook deleted"})

    def _whole(self, request: Request, book: Storybook) -> Response:
        return Response(represent(book, request.build_absolute_uri))


def start_editing(request: Request, wanted: dict[str, Any]) -> Job:
    """A new job `edit-storybook` for whoever is signed in, counted as one that is started at its own address."""
    job_type = job_types()["edit-storybook"]
    count = partial(count_start, request, job_type.name)
    return engine.submit(job_type, wanted, engine.Submitter(request.user), admitted=count)
