"""The one shape of every error, also where Django's views are not there yet."""

from typing import Any

from users.log_context import bound_ids


def error_body(sentence: str, code: str, **further: Any) -> dict[str, Any]:
    """Its `requestId` leads to what the log says about it."""
    return {"error": sentence, "code": code, **further, "requestId": bound_ids().get("request_id", "")}
