"""PATCH /api/storybooks/{id}/pages/{page}/scenes/{scene}: another text under one picture."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.representation import started
from jobs.job_type import job_types
from storybooks.api.books import CHANGE, start_editing
from storybooks.api.fields import TextField, required
from storybooks.api.schema import books as operations
from storybooks.library import own_book, scene_of
from users.api.base import PrivateView, signed_in, validated
from users.api.schema.describing import ApiSchema


class SceneTextInput(serializers.Serializer):
    description = TextField(
        max_length=2000, help_text="the text under the picture", error_messages=required("Description is required")
    )


class SceneView(PrivateView):
    """The text becomes the book's together with its new PDF, by a job: until then the book is as it was."""

    schema = ApiSchema(patch=operations.edit_scene)
    input_serializer = SceneTextInput

    def patch(self, request: Request, storybook_id: UUID, page: int, scene: int) -> Response:
        book = own_book(storybook_id, signed_in(request, CHANGE))
        scene_of(book, page, scene)  # an address of nothing is no start
        words = validated(SceneTextInput, request.data)
        job = start_editing(request, {"storybookId": book.id, "page": page, "scene": scene, **words})
        body = started(job, job_types()["edit-storybook"], request.build_absolute_uri)
        return Response(body, status=202, headers={"Location": body["pollingUrl"]})
