"""The older system's addresses of the library: its requests, its answers and its sentences, for its clients.

They ask for `Authorization: Bearer`, and nothing else will do.
"""

from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.representation import timestamp
from jobs.engine import actor_of
from storybooks.api.fields import required
from storybooks.api.representation import represent
from storybooks.api.schema import older as operations
from storybooks.library import StorybookNotFound, erasable_book, erase_book, readable_book
from storybooks.models import Storybook
from storybooks.payments import set_paid
from users.api.base import PrivateView, Superseded, validated
from users.api.schema.describing import ApiSchema
from users.authentication import TokenAuthentication

MISSING_ID = "Missing storybook ID"
WIRE = ("id", "title", "created_at", "pages", "audience", "character_description", "story", "is_paid", "cover_image")


class OlderTokenAuthentication(TokenAuthentication):
    """Tells, as the older system did, a token of another form from one that is good no more."""

    def authenticate(self, request):
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() == "bearer" and token.strip() and token.count(".") != 2:
            raise AuthenticationFailed("Invalid token format", code="INVALID_TOKEN")
        return super().authenticate(request)


class PaidInput(serializers.Serializer):
    storybookId = serializers.CharField(max_length=100, error_messages=required(MISSING_ID))


class OlderLibraryView(Superseded, PrivateView):
    successor = "storybooks"
    authentication_classes = (OlderTokenAuthentication,)

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise NotAuthenticated("Missing or invalid authorization header")

    def successor_path(self) -> str:
        """The book's own address, where the request names one."""
        try:
            return reverse("storybook", args=[UUID(self.request.query_params["id"])])
        except (KeyError, ValueError):
            return super().successor_path()

    def asked_id(self) -> str:
        asked = self.request.query_params.get("id", "").strip()
        if not asked:
            raise ValidationError({"id": [MISSING_ID]})
        return asked


class UserStorybooksView(OlderLibraryView):
    """GET /api/story/get-user-storybooks"""

    schema = ApiSchema(get=operations.user_storybooks)

    def get(self, request: Request) -> Response:
        own = Storybook.objects.filter(user=request.user).order_by("-created_at", "-id")
        rows = own.values_list("id", "title", "created_at")
        shown = [{"id": str(book_id), "title": title, "created_at": timestamp(at)} for book_id, title, at in rows]
        return Response({"storybooks": shown})


class UserStorybookView(OlderLibraryView):
    """GET /api/story/get-user-storybook-by-id?id="""

    schema = ApiSchema(get=operations.user_storybook)

    def get(self, request: Request) -> Response:
        book = readable_book(_uuid(self.asked_id()), request.user)
        body: dict[str, Any] = represent(book, request.build_absolute_uri)
        body["cover_image"] = body["cover_url"]
        return Response({"storybook": {name: body[name] for name in WIRE}})


class DeleteByIdView(OlderLibraryView):
    """DELETE /api/story/delete-by-id?id="""

    schema = ApiSchema(delete=operations.delete_by_id)

    def delete(self, request: Request) -> Response:
        try:
            book = erasable_book(_uuid(self.asked_id()), request.user)
        except StorybookNotFound:
            sentence = "Storybook not found or you do not have permission to delete it"
            raise StorybookNotFound(sentence) from None
        erase_book(book)
        return Response({"success": True})


class MarkPaidView(OlderLibraryView):
    """POST /api/story/mark-paid: for staff who may do so in the admin. The older system believed everybody."""

    schema = ApiSchema(post=operations.mark_paid)
    successor = "payment-webhook"
    input_serializer = PaidInput

    def post(self, request: Request) -> Response:
        book = readable_book(_uuid(validated(PaidInput, request.data)["storybookId"].strip()), request.user)
        if not request.user.has_perm("storybooks.change_storybook"):
            raise PermissionDenied("Only staff can say that a storybook is paid.")
        set_paid(book, True, actor_of(request.user))
        return Response({"success": True})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise StorybookNotFound from None
