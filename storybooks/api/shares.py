"""/api/storybooks/{id}/shares: links that show a book to others."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.representation import timestamp
from storybooks.api.schema import shares as operations
from storybooks.library import own_book
from storybooks.models import Share, Storybook
from storybooks.shares import end_share, open_shares, share
from users.api.base import PrivateView, signed_in, validated
from users.api.schema.describing import ApiSchema

SIGN_IN = "Please sign in to share your books."


class ShareInput(serializers.Serializer):
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="the link opens nothing from then on; without it, until it is ended"
    )

    def validate_expires_at(self, moment):
        if moment and moment <= timezone.now():
            raise serializers.ValidationError("This moment has passed.")
        return moment


class SharesView(PrivateView):
    schema = ApiSchema(get=operations.shares, post=operations.share)
    input_serializer = ShareInput

    def get(self, request: Request, storybook_id: UUID) -> Response:
        return Response({"shares": [_told(each) for each in open_shares(_own(request, storybook_id))]})

    def post(self, request: Request, storybook_id: UUID) -> Response:
        book = _own(request, storybook_id)
        made, token = share(book, validated(ShareInput, request.data).get("expires_at"))
        url = request.build_absolute_uri(reverse("shared-book", args=[token]))
        return Response(_told(made) | {"token": token, "url": url}, status=201)


class ShareView(PrivateView):
    schema = ApiSchema(delete=operations.revoke)

    def delete(self, request: Request, storybook_id: UUID, share_id: UUID) -> Response:
        if not end_share(_own(request, storybook_id), share_id):
            raise NotFound("There is no such link.", code="SHARE_NOT_FOUND")
        return Response({"success": True, "message": "The link shows nothing any more"})


def _own(request: Request, storybook_id: UUID) -> Storybook:
    return own_book(storybook_id, signed_in(request, SIGN_IN))


def _told(link: Share) -> dict[str, Any]:
    expires = timestamp(link.expires_at) if link.expires_at else None
    return {"id": str(link.id), "created_at": timestamp(link.created_at), "expires_at": expires}
