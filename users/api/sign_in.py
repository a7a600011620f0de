"""Signing in by phone: a code is sent, and whoever has it gets tokens, or a session in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.exceptions import APIException, AuthenticationFailed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from users import one_time_codes, sign_ins
from users.acting import become, service
from users.api import operations
from users.api.base import PrivateView, validated
from users.api.schema.describing import ApiSchema
from users.api.throttles import RateLimitExceeded, count_code, count_sign_in
from users.authentication import SessionAuthentication
from users.delivery import NotDelivered, deliver
from users.devices import device_of
from users.models import User
from users.phones import PhoneRefused, mobile_number
from users.pool import release_connection


def required(text: str) -> dict[str, str]:
    return dict.fromkeys(("required", "blank", "null", "invalid"), text)


class PhoneField(serializers.CharField):
    """A mobile number; its value is E.164."""

    def __init__(self, **options):
        super().__init__(max_length=40, help_text="a mobile number with its country code, as +966512345678", **options)

    def to_internal_value(self, data) -> str:
        try:
            return mobile_number(super().to_internal_value(data))
        except PhoneRefused as error:
            raise ValidationError(error.message) from None


class CodeField(serializers.CharField):
    """Six digits of any script."""

    def to_internal_value(self, data) -> str:
        code = one_time_codes.typed(super().to_internal_value(data))
        if code is None:
            raise ValidationError("Invalid OTP code format")
        return code


class PhoneInput(serializers.Serializer):
    phone = PhoneField(error_messages=required("Phone number is required"))


WRONG_CODE = "Invalid or expired verification code"


class CodeInput(serializers.Serializer):
    phone = PhoneField(error_messages=required("Phone number and OTP code are required"))
    otp_code = CodeField(
        max_length=20, help_text="six digits", error_messages=required("Phone number and OTP code are required")
    )
    session = serializers.BooleanField(
        default=False, help_text="true in a browser: the answer sets a session cookie and has no tokens"
    )


class RefreshInput(serializers.Serializer):
    refreshToken = serializers.CharField(max_length=2000, error_messages=required("A refresh token is required"))


class SignOutInput(serializers.Serializer):
    refreshToken = serializers.CharField(max_length=2000, required=False, help_text="not needed to end a session")


class CodeTooSoon(RateLimitExceeded):
    default_detail = "Please wait before requesting another code."
    default_code = "CODE_TOO_SOON"

    def __init__(self, wait: int):
        super().__init__()
        self.wait = wait  # for Retry-After; the older system's sentence does not name it


class CodeNotSent(APIException):
    status_code = 503
    default_detail = "The code could not be sent. Please try again later."
    default_code = "CODE_NOT_SENT"


class SignInView(PrivateView):
    """Whoever signs in or out may well send a token that is good no more: it is not looked at."""

    authentication_classes = (SessionAuthentication,)


class SendCodeView(SignInView):
    """The answer is the same whether or not anybody with this phone is known."""

    schema = ApiSchema(post=operations.send_code)
    input_serializer = PhoneInput

    def post(self, request: Request) -> Response:
        send_code(request, validated(PhoneInput, request.data)["phone"])
        return Response({"success": True, "message": "Verification code sent"})


def send_code(request: Request | HttpRequest, phone: str) -> None:
    """Send a new code to the phone. Raises RateLimitExceeded, CodeTooSoon among them, and CodeNotSent."""
    count_sign_in(request)
    try:
        one_time_codes.refuse_too_soon(phone)  # before it counts: who asks too often still gets the next one
        count_code(request, phone)
        code = one_time_codes.issue(phone)
    except one_time_codes.TooSoon as error:
        raise CodeTooSoon(error.retry_after) from None
    release_connection()
    try:
        deliver(phone, code)
    except NotDelivered:
        one_time_codes.withdraw(phone, code)
        raise CodeNotSent from None


class VerifyCodeView(SignInView):
    schema = ApiSchema(post=operations.verify_code)
    input_serializer = CodeInput

    def post(self, request: Request) -> Response:
        wanted = validated(CodeInput, request.data)
        user = user_with_code(request, wanted["phone"], wanted["otp_code"])
        if user is None:
            raise ValidationError({"otp_code": [WRONG_CODE]})
        told = {"success": True, "message": "Phone verified", "user": {"id": str(user.pk), "phone": user.phone}}
        if wanted["session"]:
            login(request._request, user)  # also renews the session's key
            return Response(told)
        return Response(told | told_tokens(sign_ins.sign_in(user, device_of(request._request))))


def user_with_code(request: Request | HttpRequest, phone: str, code: str) -> User | None:
    """Whose phone it is, a new user for a new phone; None when the code is not its code. Raises RateLimitExceeded."""
    count_sign_in(request)
    if not one_time_codes.redeem(phone, code):
        return None
    with service():  # nobody is signed in yet
        user, _ = User.objects.get_or_create(phone=phone, defaults={"password": make_password(None)})
    if not user.is_active:
        return None
    become(user)
    return user


class RefreshView(SignInView):
    schema = ApiSchema(post=operations.refresh)
    input_serializer = RefreshInput

    def post(self, request: Request) -> Response:
        count_sign_in(request)
        token = validated(RefreshInput, request.data)["refreshToken"]
        with refusing_tokens():
            return Response(told_tokens(sign_ins.refresh(token)))


class SignOutView(SignInView):
    """Ends the sign-in whose refresh token the request brings, and the session of the browser that sends it."""

    schema = ApiSchema(post=operations.sign_out)
    input_serializer = SignOutInput

    def post(self, request: Request) -> Response:
        token = validated(SignOutInput, request.data).get("refreshToken")
        if token:
            with refusing_tokens():
                sign_ins.end_by_refresh_token(token)
        logout(request._request)
        return Response({"success": True, "message": "Signed out"})


@contextmanager
def refusing_tokens() -> Iterator[None]:
    try:
        yield
    except sign_ins.TokenRefused:
        raise AuthenticationFailed("Invalid token", code="INVALID_TOKEN") from None


def told_tokens(tokens: sign_ins.Tokens) -> dict[str, str | int]:
    return {"accessToken": tokens.access, "refreshToken": tokens.refresh, "expiresIn": tokens.expires_in}
