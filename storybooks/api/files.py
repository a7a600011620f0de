"""Serving a family's pictures and books: to their owner only, and never from a shared cache."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from storybooks.api import operations
from storybooks.files import read, readable_file
from storybooks.models import StoredFile
from users.api.base import AnyAccept, PrivateView
from users.api.schema.describing import ApiSchema
from users.api.throttles import FilesThrottle
from users.pool import release_connection

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class FileNotFound(NotFound):
    default_detail = "File not found"
    default_code = "FILE_NOT_FOUND"


class FileView(PrivateView):
    schema = ApiSchema(get=operations.file)
    content_negotiation_class = AnyAccept
    throttle_classes = (FilesThrottle,)

    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        file = readable_file(file_id, request.user, request.query_params.get("token", ""))
        if file is None:
            raise FileNotFound
        release_connection()
        etag = quote_etag(str(file.id))  # what is kept under an id never changes
        known = get_conditional_response(request._request, etag=etag)
        return known or self._answer(file, etag)

    def _answer(self, file: StoredFile, etag: str) -> HttpResponse:
        try:
            data = read(file)
        except FileNotFoundError as error:
            raise FileNotFound from error
        response = HttpResponse(data, content_type=file.mime, headers={**HEADERS, "ETag": etag})
        ending = file.key.rpartition(".")[2]
        response["Content-Disposition"] = f'inline; filename="{file.kind}.{ending}"'
        return response
