"""POST /api/upload-image: a photo for a later request, as a form with the file `image`."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from storybooks.api.fields import required
from storybooks.api.schema import files as operations
from storybooks.files import file_path, keep
from storybooks.models import StoredFile
from storybooks.request_picture import load_picture
from users.api.base import PrivateView, validated
from users.api.parsers import FormParser
from users.api.schema.describing import ApiSchema
from users.api.throttles import count_start


class UploadInput(serializers.Serializer):
    image = serializers.FileField(
        help_text="JPEG, PNG or WebP, at most 10 MB", error_messages=required("No image uploaded")
    )


class UploadView(PrivateView):
    """Keeps the photo for a day; a job that is started with its address keeps a copy of its own."""

    schema = ApiSchema(post=operations.upload)
    input_serializer = UploadInput
    parser_classes = (FormParser,)

    def post(self, request: Request) -> Response:
        image = validated(UploadInput, request.data)["image"]
        count_start(request, "upload")
        user = request.user if request.user.is_authenticated else None
        photo = load_picture("image", image, user)
        file = keep(StoredFile.Kind.PHOTO, photo.data, photo.mime, user_id=user.pk if user else None)
        return Response({"secure_url": request.build_absolute_uri(file_path(file.id))})
