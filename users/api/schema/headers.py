"""The parameters and headers that any operation may have, as OpenAPI writes them."""

from typing import Any

Described = dict[str, Any]


def parameter(name: str, place: str, description: str, schema: Described, **more: Any) -> Described:
    return {"name": name, "in": place, "description": description, "schema": schema, **more}


def header(description: str, schema: Described | None = None, **more: Any) -> Described:
    return {"description": description, "schema": schema or {"type": "string"}, **more}


IF_NONE_MATCH = parameter(
    "If-None-Match", "header", "The ETag of an earlier answer: 304 while nothing has changed.", {"type": "string"}
)
TOKEN = parameter(
    "token",
    "query",
    "A read token, as the addresses in answers carry it: whoever has it may read this one thing for a while.",
    {"type": "string"},
)
NUMBER = {"type": "string", "pattern": "^[0-9]+$"}
RATE_LIMITS = {
    "X-RateLimit-Limit": header("Requests allowed in one window, of the tightest limit.", NUMBER),
    "X-RateLimit-Remaining": header("Requests left in this window.", NUMBER),
    "X-RateLimit-Reset": header("When the window ends: seconds since 1970.", NUMBER),
}
REQUEST_ID = {"X-Request-ID": header("Names this request in our log: the id that came with it, if it was fit.")}
ETAG = {"ETag": header("Names this very answer, for If-None-Match.")}
RETRY_LATER = {"Retry-After": header("Seconds until a limit that passes with time allows another one.", NUMBER)}
CHALLENGED = {"WWW-Authenticate": header("How to sign in: with a bearer token.")}
