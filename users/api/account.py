"""What people may do about themselves: take all that is known of them along, and have it erased."""

from collections.abc import Iterator

from django.contrib.auth import logout
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from users import erasure, one_time_codes
from users.acting import service
from users.api import operations
from users.api.base import AnyAccept, PrivateView, signed_in, validated
from users.api.schema.describing import ApiSchema
from users.api.sign_in import WRONG_CODE, CodeField, required
from users.api.throttles import count_sign_in, count_start
from users.export import exported
from users.models import User
from users.pool import release_connection
from users.zip_streams import sent


class ExportView(PrivateView):
    """All that is kept about the caller, as a ZIP that is sent while it is made."""

    schema = ApiSchema(get=operations.export_account)
    http_method_names = ("get", "options")  # the stream of a HEAD would run unseen
    content_negotiation_class = AnyAccept

    def get(self, request: Request) -> StreamingHttpResponse:
        return export_of(request, signed_in(request, "Please sign in to get what is yours."))


def export_of(request: Request | HttpRequest, user: User) -> StreamingHttpResponse:
    """Raises RateLimitExceeded."""
    count_start(request, "export")
    release_connection()
    name = f"storyjobs-{timezone.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    pieces = _unbound(exported(user))
    return StreamingHttpResponse(sent(pieces), content_type="application/zip", headers=headers)


def _unbound(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Some of what is kept about somebody is otherwise no request's to read."""
    while True:
        with service():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


class ErasureInput(serializers.Serializer):
    otp_code = CodeField(
        max_length=20, help_text="six digits, just sent to your phone", error_messages=required("OTP code is required")
    )


class AccountView(PrivateView):
    """Erasing takes a code that was just sent to the phone: a token that was stolen is not enough."""

    schema = ApiSchema(delete=operations.erase_account)
    input_serializer = ErasureInput

    def delete(self, request: Request) -> Response:
        user = signed_in(request, "Please sign in to erase your account.")
        if not may_erase_themselves(user):
            raise PermissionDenied("Only families can erase their accounts here. Please ask our staff.")
        if not erase_with_code(request, user, validated(ErasureInput, request.data)["otp_code"]):
            raise ValidationError({"otp_code": [WRONG_CODE]})
        logout(request._request)
        return Response({"success": True, "message": operations.ERASING}, status=202)


def may_erase_themselves(user: User) -> bool:
    """Staff have rights to lose first, and who has no phone gets no code."""
    return bool(user.phone) and not user.is_staff


def erase_with_code(request: Request | HttpRequest, user: User, code: str) -> bool:
    """Have the user erased, if this is the code that their phone was sent. Raises RateLimitExceeded."""
    count_sign_in(request)
    if not one_time_codes.redeem(user.phone, code):
        return False
    erasure.request(user)
    return True
