"""Serving a family's pictures and books: to their owner only, and never from a shared cache."""

from contextlib import suppress
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from storybooks.api.schema import files as operations
from storybooks.files import read, readable_file
from storybooks.models import StoredFile
from storybooks.photos import PhotoRefused, smaller
from users.api.base import AnyAccept, PrivateView, validated
from users.api.schema.describing import ApiSchema
from users.api.throttles import FilesThrottle
from users.pages.pictures import SIZES
from users.pool import release_connection

CACHE_CONTROL = "private, max-age=3600"
POLICY = {"default-src": [NONE], "sandbox": [True]}
"""Whatever somebody smuggled into a file, it runs nothing."""


class FileNotFound(NotFound):
    default_detail = "File not found"
    default_code = "FILE_NOT_FOUND"


class FileQuery(serializers.Serializer):
    size = serializers.ChoiceField(choices=SIZES, default=None)


@method_decorator(csp(POLICY), name="dispatch")
class BytesView(PrivateView):
    """Answers with what a family's file holds."""

    content_negotiation_class = AnyAccept
    throttle_classes = (FilesThrottle,)

    def size(self, request: Request) -> int | None:
        """The longest side in pixels of a smaller picture that is asked for. Raises ValidationError."""
        return validated(FileQuery, request.query_params)["size"]

    def served(self, file: StoredFile, size: int | None = None) -> HttpResponse:
        """The file's bytes; with a `size`, and if it is a picture, a smaller one's, made anew each time: what is not
        kept need not be erased. Raises FileNotFound when the store has none.
        """
        release_connection()
        try:
            data = read(file)
        except FileNotFoundError:
            raise FileNotFound from None
        mime, ending = file.mime, file.key.rpartition(".")[2]
        if size and mime.startswith("image/"):
            with suppress(PhotoRefused):
                data, mime, ending = smaller(data, size), "image/webp", "webp"
        response = HttpResponse(data, content_type=mime)
        response["Content-Disposition"] = f'inline; filename="{file.kind}.{ending}"'
        return response

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response["Cross-Origin-Resource-Policy"] = "cross-origin"  # families' pages on other sites show it
        return super().finalize_response(request, response, *args, **kwargs)


class FileView(BytesView):
    schema = ApiSchema(get=operations.file)

    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        size = self.size(request)
        file = readable_file(file_id, request.user, request.query_params.get("token", ""))
        if file is None:
            raise FileNotFound
        etag = quote_etag(f"{file.id}-{size}" if size else str(file.id))  # what is kept under an id never changes
        known = get_conditional_response(request._request, etag=etag)
        if known:
            return known
        answer = self.served(file, size)
        answer["Cache-Control"], answer["ETag"] = CACHE_CONTROL, etag
        return answer
