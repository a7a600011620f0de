"""Every code that an answer may carry beside an error's sentence, and how such an answer is described."""

from itertools import groupby
from typing import Any

from users.plans import GUEST, Plan

COMPONENT, SUBSCRIPTION = "Error", "SubscriptionInfo"
REQUEST_ID = "0b9c5d6e7f8a4b1c8d2e3f4a5b6c7d8e"
KNOWN: dict[str, tuple[int, str]] = {  # code: (HTTP status, an example of its sentence)
    "BAD_REQUEST": (400, "Bad request"),
    "INVALID_INPUT": (400, "Title is required"),
    "MALFORMED_JSON": (400, "JSON parse error - Expecting value: line 1 column 1 (char 0)"),
    "AUTHENTICATION_REQUIRED": (401, "Please sign in to see your jobs."),
    "INVALID_TOKEN": (401, "Invalid token"),
    "CROSS_SITE_REQUEST": (403, "This request comes from another site."),
    "QUOTA_EXCEEDED": (403, "You've already created your free storybook. Upgrade to unlock more."),
    "PERMISSION_DENIED": (403, "The CSRF token is missing or wrong."),
    "NOT_FOUND": (404, "Not found"),
    "METHOD_NOT_ALLOWED": (405, 'Method "PUT" not allowed.'),
    "NOT_ACCEPTABLE": (406, "Could not satisfy the request Accept header."),
    "REQUEST_TOO_LARGE": (413, "The request is too large."),
    "UNSUPPORTED_MEDIA_TYPE": (415, 'Unsupported media type "application/xml" in request.'),
    "RATE_LIMIT_EXCEEDED": (429, "Too many requests. Please try again in 30 seconds."),
    "INTERNAL_ERROR": (500, "Internal server error"),
    "DATABASE_ERROR": (503, "The database is not available. Please try again shortly."),
    "SIGN_IN_UNAVAILABLE": (503, "Your sign-in cannot be checked right now. Please try again shortly."),
}
_FURTHER: dict[str, dict[str, Any]] = {  # code: an example of what its answers tell besides
    "INVALID_INPUT": {"details": {"title": ["Title is required"]}},
    "QUOTA_EXCEEDED": {
        "subscriptionInfo": {"tier": "free", "currentUsage": 1, "limit": 1, "nextTier": "basic"},
        "upgradeRequired": True,
    },
}
ALWAYS = ("BAD_REQUEST", "INVALID_TOKEN", "INTERNAL_ERROR", "DATABASE_ERROR", "SIGN_IN_UNAVAILABLE")
CHANGES = ("CROSS_SITE_REQUEST",)
BODY = ("INVALID_INPUT", "MALFORMED_JSON", "REQUEST_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")
SUBSCRIPTION_INFO = {
    "type": "object",
    "description": "A plan, and what is used of it in this calendar month (UTC), books in the making included.",
    "properties": {
        "tier": {"type": "string", "enum": [GUEST, *Plan.values]},
        "currentUsage": {"type": "integer", "minimum": 0, "description": "storybooks of this month"},
        "limit": {"type": ["integer", "null"], "minimum": 0, "description": "storybooks a month; null is no limit"},
        "nextTier": {"type": ["string", "null"], "enum": [*Plan.values, None], "description": "the next larger plan"},
    },
    "required": ["tier", "currentUsage", "limit", "nextTier"],
}
MEANINGS = {
    400: "The request cannot be understood, or what it brings cannot be used.",
    401: "Nobody is signed in, or the token is good no more.",
    403: "Not allowed to this caller.",
    404: "There is no such thing, or it is somebody else's.",
    406: "The client accepts nothing that could be answered; answers are JSON.",
    409: "This does not go together with what has happened before.",
    413: "The request has more than 15 MB.",
    415: "The body is of a type that this path does not read.",
    429: "Too much for now: requests, unfinished jobs, or what may be made in one day. `Retry-After` says when a limit "
    "that passes with time ends.",
    500: "Something went wrong on our side.",
    503: "Something we need does not work right now. The same request may succeed later; `Retry-After`, where there is "
    "one, says when.",
}


def by_status(codes: dict[str, tuple[int, str]]) -> list[tuple[int, dict[str, str]]]:
    """For each HTTP status, its codes with their sentences."""
    ordered = sorted((status, code, sentence) for code, (status, sentence) in codes.items())
    return [
        (status, {code: sentence for _, code, sentence in rows})
        for status, rows in groupby(ordered, key=lambda row: row[0])
    ]


def error_content(sentences: dict[str, str]) -> dict[str, Any]:
    """The content of an answer with one of these codes."""
    narrowed = {"type": "object", "properties": {"code": {"type": "string", "enum": sorted(sentences)}}}
    schema = {"allOf": [{"$ref": f"#/components/schemas/{COMPONENT}"}, narrowed]}
    examples = {
        code: {"value": {"error": sentence, "code": code, **_FURTHER.get(code, {}), "requestId": REQUEST_ID}}
        for code, sentence in sentences.items()
    }
    return {"application/json": {"schema": schema, "examples": examples}}


def add_error_component(result: dict[str, Any], **_kwargs) -> dict[str, Any]:
    """A hook of drf-spectacular: the one shape of errors, with every code that some answer may carry."""
    codes = {code for content in _error_contents(result) for code in content["examples"]}
    result["components"]["schemas"]["ErrorCode"] = {
        "type": "string",
        "enum": sorted(codes),
        "description": "Why a request was refused or failed, for programs. A name never changes its meaning.",
    }
    result["components"]["schemas"][SUBSCRIPTION] = SUBSCRIPTION_INFO
    result["components"]["schemas"][COMPONENT] = {
        "type": "object",
        "description": "What every refused or failed request is answered with.",
        "properties": {
            "error": {"type": "string", "description": "a sentence for the person who waits"},
            "code": {"$ref": "#/components/schemas/ErrorCode"},
            "details": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "for input that was refused: what is wrong with each field, in sentences; a field of a "
                "field by its path, as `pages.0.pageNumber`, and the whole request as `request`",
            },
            "subscriptionInfo": {"$ref": f"#/components/schemas/{SUBSCRIPTION}"},
            "upgradeRequired": {"type": "boolean", "description": "with QUOTA_EXCEEDED: a larger plan has more"},
            "requestId": {"type": "string", "description": "names this request in our log; as the header X-Request-ID"},
            "reason": {"type": "string", "description": "with UNAUTHORIZED_WEBHOOK: what was wrong"},
            "message": {"type": "string", "description": "what can be done about it, where we know it"},
            "retryAfter": {
                "type": "integer",
                "description": "seconds, as in `Retry-After`; for cron services",
            },
        },
        "required": ["error", "code", "requestId"],
    }
    return result


def _error_contents(result: dict[str, Any]):
    for path in result["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json", {})
                if int(status) >= 400 and "allOf" in content.get("schema", {}):
                    yield content
