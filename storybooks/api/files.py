"""Serving a family's pictures and books: to their owner only, and never from a shared cache."""

from uuid import UUID

from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from storybooks.api import operations
from storybooks.files import read, readable_file
from users.api.schema.describing import ApiSchema
from users.pool import release_connection

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Vary": "Cookie, Authorization",
}


class FileView(APIView):
    schema = ApiSchema(get=operations.file)
    throttle_classes = ()  # a book has dozens of pictures

    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        file = readable_file(file_id, request.user, request.query_params.get("token", ""))
        if file is None:
            raise NotFound("File not found", code="FILE_NOT_FOUND")
        release_connection()
        try:
            data = read(file)
        except FileNotFoundError as error:
            raise NotFound("File not found", code="FILE_NOT_FOUND") from error
        response = HttpResponse(data, content_type=file.mime, headers=HEADERS)
        ending = file.key.rpartition(".")[2]
        response["Content-Disposition"] = f'inline; filename="{file.kind}.{ending}"'
        return response
