"""/api/shared/{token}: a book for whoever has a link to it, without signing in, and only to read.

Everything of it is served below the link, so that it ends with the link. One that is unknown, expired or ended is 404,
always the same.
"""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from storybooks.api.files import BytesView, FileNotFound
from storybooks.api.representation import shown_to_strangers
from storybooks.api.schema import shares as operations
from storybooks.files import with_urls
from storybooks.library import files_shown
from storybooks.models import Storybook
from storybooks.shares import shared_book
from users.api.base import PrivateView
from users.api.schema.describing import ApiSchema

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",  # the address is the secret
    "X-Robots-Tag": "noindex",
}


class SharedView(PrivateView):
    """Nobody is asked who they are."""

    authentication_classes = ()

    def book(self, share_token: str) -> Storybook:
        book = shared_book(share_token)
        if book is None:
            raise NotFound("This link shows nothing.", code="SHARE_NOT_FOUND")
        return book

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        for name, value in HEADERS.items():
            response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)


class SharedBookView(SharedView):
    schema = ApiSchema(get=operations.shared_book)

    def get(self, request: Request, share_token: str) -> Response:
        def path(file_id: UUID) -> str:
            return reverse("shared-file", args=[share_token, file_id])

        return Response(with_urls(shown_to_strangers(self.book(share_token)), request.build_absolute_uri, path))


class SharedFileView(SharedView, BytesView):
    schema = ApiSchema(get=operations.shared_file)

    def get(self, request: Request, share_token: str, file_id: UUID) -> HttpResponse:
        """One of the files that the shared book shows, and no other."""
        size = self.size(request)
        file = files_shown(self.book(share_token)).filter(id=file_id).first()
        if file is None:
            raise FileNotFound
        return self.served(file, size)
