"""PATCH /api/storybooks/{id}/pages/{page}/scenes/{scene}: another text under one picture."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from jobs import engine
from jobs.api.representation import started
from jobs.job_type import job_types
from storybooks.api.books import CHANGE
from storybooks.api.fields import TextField, required
from storybooks.api.schema import books as operations
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
        user, job_type = signed_in(request, CHANGE), job_types()["edit-storybook"]
        words = validated(SceneTextInput, request.data)
        wanted = {"storybookId": storybook_id, "page": page, "scene": scene, **words}
        job = engine.submit(job_type, wanted, engine.Submitter(user))
        body = started(job, job_type, request.build_absolute_uri)
        return Response(body, status=202, headers={"Location": body["pollingUrl"]})
