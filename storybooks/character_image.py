"""The picture a request brings: a data: URL, one of our own files, or a public address; checked and cleaned."""

import base64
import binascii
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from rest_framework.serializers import ErrorDetail, ValidationError

from storybooks.fetch import PictureUrlRefused, fetch_picture
from storybooks.files import read
from storybooks.models import StoredFile
from storybooks.photos import Photo, PhotoRefused, clean_photo

DATA_URL = re.compile(r"data:image/[a-z+.-]{1,20};base64,", re.IGNORECASE)


def load_character_image(source: str, user) -> Photo:
    """The cleaned photo behind the field `characterImage`. Raises ValidationError that tells what is wrong with it."""
    try:
        return clean_photo(_bytes(source, user))
    except (PhotoRefused, PictureUrlRefused) as error:
        raise ValidationError({"characterImage": [ErrorDetail(error.message, code=error.code)]}) from error


def _bytes(source: str, user) -> bytes:
    if source[:5].lower() == "data:":
        return _decoded(source)
    own = _own_file(source, user)
    return read(own) if own else fetch_picture(source)


def _decoded(source: str) -> bytes:
    head = DATA_URL.match(source)
    if not head:
        raise PhotoRefused("Invalid file type. Supported formats: JPEG, PNG, WebP", code="PHOTO_TYPE_UNSUPPORTED")
    try:
        return base64.b64decode(source[head.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhotoRefused("The picture is not valid base64.", code="PHOTO_UNREADABLE") from error


def _own_file(source: str, user) -> StoredFile | None:
    """Our own files are read where they lie, never over HTTP to ourselves, and only by those who may see them."""
    url = urlsplit(source)
    if not validate_host(split_domain_port(url.netloc)[0], settings.ALLOWED_HOSTS):
        return None
    try:
        match = resolve(url.path)
    except Resolver404:
        return None
    return (
        StoredFile.objects.visible_to(user).filter(id=match.kwargs["file_id"]).first()
        if match.url_name == "file"
        else None
    )
