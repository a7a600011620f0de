"""The picture a request brings: an upload, a data: URL, one of our own files, or a public address; checked, cleaned."""

import base64
import binascii
import re
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from rest_framework.serializers import ErrorDetail, ValidationError

from storybooks.fetch import PictureUrlRefused, fetch_picture
from storybooks.files import read, readable_file
from storybooks.photos import Photo, PhotoRefused, clean_photo
from users.pool import release_connection

DATA_URL = re.compile(r"data:image/[a-z+.-]{1,20};base64,", re.IGNORECASE)


def load_picture(field: str, source: str | UploadedFile, user) -> Photo:
    """The cleaned picture that a request's `field` brings. Raises ValidationError that tells what is wrong with it."""
    try:
        return clean_photo(_bytes(source, user))
    except (PhotoRefused, PictureUrlRefused) as error:
        raise ValidationError({field: [ErrorDetail(error.message, code=error.code)]}) from error


def _bytes(source: str | UploadedFile, user) -> bytes:
    if isinstance(source, UploadedFile):
        return source.read(settings.MAX_PHOTO_BYTES + 1)
    if source[:5].lower() == "data:":
        return _decoded(source)
    own = _own_file(source)
    if own:
        return _read_own(*own, user)
    release_connection()
    return fetch_picture(source)


def _decoded(source: str) -> bytes:
    head = DATA_URL.match(source)
    if not head:
        raise PhotoRefused("PHOTO_TYPE_UNSUPPORTED", "Invalid file type. Supported formats: JPEG, PNG, WebP")
    try:
        return base64.b64decode(source[head.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhotoRefused("PHOTO_UNREADABLE", "The picture is not valid base64.") from error


def _own_file(source: str) -> tuple[UUID, str] | None:
    """Id and token in an address of one of our own files, which is never fetched over HTTP from ourselves."""
    try:
        url = urlsplit(source)
        match = resolve(url.path)
    except (ValueError, Resolver404):
        return None
    ours = validate_host(split_domain_port(url.netloc)[0], settings.ALLOWED_HOSTS)
    if not ours or match.url_name != "file":
        return None
    return match.kwargs["file_id"], QueryDict(url.query).get("token", "")


def _read_own(file_id: UUID, token: str, user) -> bytes:
    file = readable_file(file_id, user or AnonymousUser(), token)
    if file is None:
        raise PictureUrlRefused("PICTURE_URL_FORBIDDEN", "This picture address cannot be used.")
    release_connection()
    try:
        return read(file)
    except FileNotFoundError as error:
        raise PictureUrlRefused("PICTURE_URL_UNREACHABLE", "This picture is no longer here.") from error
