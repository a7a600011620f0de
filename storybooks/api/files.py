"""Serving a family's pictures and books: to their owner only, and never from a shared cache."""

from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from storybooks.api.schema import files as operations
from storybooks.files import read, readable_file
from storybooks.models import StoredFile
from users.api.base import AnyAccept, PrivateView
from users.api.schema.describing import ApiSchema
from users.api.throttles import FilesThrottle
from users.pool import release_connection

CACHE_CONTROL = "private, max-age=3600"
POLICY = {"default-src": [NONE], "sandbox": [True]}
"""Whatever somebody smuggled into a file, it runs nothing."""


class FileNotFound(NotFound):
    default_detail = "File not found"
    default_code = "FILE_NOT_FOUND"


@method_decorator(csp(POLICY), name="dispatch")
class BytesView(PrivateView):
    """Answers with what a family's file holds."""

    content_negotiation_class = AnyAccept
    throttle_classes = (FilesThrottle,)

    def served(self, file: StoredFile) -> HttpResponse:
        """The file's bytes. Raises FileNotFound when the store has none."""
        release_connection()
        try:
            data = read(file)
        except FileNotFoundError:
            raise FileNotFound from None
        response = HttpResponse(data, content_type=file.mime)
        ending = file.key.rpartition(".")[2]
        response["Content-Disposition"] = f'inline; filename="{file.kind}.{ending}"'
        return response

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response["Cross-Origin-Resource-Policy"] = "cross-origin"  # families' pages on other sites show it
        return super().finalize_response(request, response, *args, **kwargs)


class FileView(BytesView):
    schema = ApiSchema(get=operations.file)

    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        file = readable_file(file_id, request.user, request.query_params.get("token", ""))
        if file is None:
            raise FileNotFound
        etag = quote_etag(str(file.id))  # what is kept under an id never changes
        known = get_conditional_response(request._request, etag=etag)
        if known:
            return known
        answer = self.served(file)
        answer["Cache-Control"], answer["ETag"] = CACHE_CONTROL, etag
        return answer
