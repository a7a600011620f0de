"""The operations of signing in, as their views do them."""

from rest_framework import serializers
from rest_framework.views import APIView

from users.api.schema.describing import USER, Answer, Content, Operation, json_answer
from users.api.schema.errors import BODY, CHANGES

TAG = "Sign-in"
ACCOUNT = "Account"
ERASING = "Your account is being erased"
BYTES = {"type": "string", "format": "binary"}
SESSION_OR_GUEST = ({"session": []}, {})
PHONE = "+966512345678"
DONE = {"success": True, "message": "Verification code sent"}
SESSION_COOKIE = "With `session`, the cookie of a session instead of tokens."
TOKENS = {"accessToken": "eyJhbGciOi…", "refreshToken": "eyJhbGciOi…", "expiresIn": 900}
ERRORS = (*BODY, *CHANGES, "NOT_ACCEPTABLE")


class Done(serializers.Serializer):
    success = serializers.BooleanField()
    message = serializers.CharField(help_text="one sentence for people")


class Whoever(serializers.Serializer):
    id = serializers.UUIDField()
    phone = serializers.CharField(help_text="as +966512345678")


class TokenPair(serializers.Serializer):
    accessToken = serializers.CharField(help_text="for `Authorization: Bearer …`")
    refreshToken = serializers.CharField(help_text="good once, for the next pair")
    expiresIn = serializers.IntegerField(min_value=1, help_text="seconds that the access token is good for")


class SignedIn(Done):
    user = Whoever()
    accessToken = serializers.CharField(required=False, help_text="for `Authorization: Bearer …`; not with a session")
    refreshToken = serializers.CharField(required=False, help_text="good once, for the next pair; not with a session")
    expiresIn = serializers.IntegerField(required=False, min_value=1, help_text="seconds; of the access token")


def send_code(view: APIView) -> Operation:
    return Operation(
        id="sendCode",
        summary="Send a code to a phone",
        description="A one-time code, good for five minutes. Says nothing about who is known here.",
        tag=TAG,
        answers={200: json_answer("Sent.", Done, {"sent": DONE})},
        errors=ERRORS,
        own_errors={
            "CODE_TOO_SOON": (429, "Please wait before requesting another code."),
            "CODE_NOT_SENT": (503, "The code could not be sent. Please try again later."),
        },
        body={"application/json": Content(view.input_serializer, {"phone": {"phone": PHONE}})},
        security=SESSION_OR_GUEST,
    )


def verify_code(view: APIView) -> Operation:
    user = {"id": "5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716", "phone": PHONE}
    told = {"success": True, "message": "Phone verified", "user": user, **TOKENS}
    return Operation(
        id="verifyCode",
        summary="Sign in with the code",
        description=f"Answers with tokens. {SESSION_COOKIE} Who is new here gets an account.",
        tag=TAG,
        answers={200: json_answer("Signed in.", SignedIn, {"tokens": told})},
        errors=ERRORS,
        body={"application/json": Content(view.input_serializer, {"code": {"phone": PHONE, "otp_code": "123456"}})},
        security=SESSION_OR_GUEST,
    )


def refresh(view: APIView) -> Operation:
    return Operation(
        id="refreshTokens",
        summary="The next pair of tokens",
        description="A refresh token is good once: if one comes again, all tokens of its sign-in end.",
        tag=TAG,
        answers={200: json_answer("The next pair.", TokenPair, {"tokens": TOKENS})},
        errors=ERRORS,
        body={"application/json": Content(view.input_serializer, {"token": {"refreshToken": "eyJhbGciOi…"}})},
        security=SESSION_OR_GUEST,
    )


def sign_out(view: APIView) -> Operation:
    return Operation(
        id="signOut",
        summary="Sign out",
        description="Ends the sign-in whose refresh token comes along, and the browser's session.",
        tag=TAG,
        answers={200: json_answer("Signed out.", Done, {"done": {"success": True, "message": "Signed out"}})},
        errors=ERRORS,
        body={"application/json": Content(view.input_serializer, {"token": {"refreshToken": "eyJhbGciOi…"}})},
        security=SESSION_OR_GUEST,
    )


def export_account(view: APIView) -> Operation:
    return Operation(
        id="exportAccount",
        summary="Everything about you",
        description="A ZIP of all that is kept about the caller: lists as JSON, pictures and books, a README.",
        tag=ACCOUNT,
        answers={200: Answer("The ZIP, as it is being made.", {"application/zip": Content(BYTES)})},
        errors=("AUTHENTICATION_REQUIRED",),
        security=USER,
    )


def erase_account(view: APIView) -> Operation:
    return Operation(
        id="eraseAccount",
        summary="Erase everything about you",
        description="Takes a code that `sendCode` has just sent to the caller's own phone. Nobody can sign in to the "
        "account any more from then on; jobs are stopped, and within minutes rows, pictures and books are gone.",
        tag=ACCOUNT,
        answers={202: json_answer("It has begun.", Done, {"begun": {"success": True, "message": ERASING}})},
        errors=("AUTHENTICATION_REQUIRED", "PERMISSION_DENIED", *BODY, *CHANGES, "NOT_ACCEPTABLE"),
        body={"application/json": Content(view.input_serializer, {"code": {"otp_code": "123456"}})},
        security=USER,
    )
