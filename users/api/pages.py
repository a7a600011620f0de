"""Pages of a list by where the last one ended: neither gap nor repeat, whatever is added meanwhile."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from users.api.schema.headers import parameter

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 100
PAGE_PARAMETERS = (
    parameter(
        "limit",
        "query",
        "How many on a page.",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
    ),
    parameter("cursor", "query", "From `next` of the page before.", {"type": "string", "maxLength": 200}),
)


class PageQuery(serializers.Serializer):
    """The query of a list."""

    search = serializers.CharField(required=False, max_length=100)
    limit = serializers.IntegerField(default=DEFAULT_LIMIT, min_value=1, max_value=LARGEST_LIMIT)
    cursor = serializers.CharField(default="", max_length=200, help_text="from `next` of the page before")


def search_parameter(where: str) -> dict[str, Any]:
    return parameter("search", "query", where, {"type": "string", "maxLength": 100})


def page_of(rows: QuerySet, request: Request, limit: int, cursor: str) -> tuple[list, str | None]:
    """The newest `limit` rows behind the cursor, and the address of the next page or None."""
    if cursor:
        moment, row_id = _decoded(cursor)
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, id__lt=row_id))
    found = list(rows.order_by("-created_at", "-id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = _encoded(found[limit - 1])
    return found[:limit], replace_query_param(request.build_absolute_uri(), "cursor", last)


def id_begins_with(words: str) -> Q:
    """The rows whose id begins with these hexadecimal digits: none for other words, and for fewer than four."""
    digits = words.replace("-", "").lower()
    if not 4 <= len(digits) <= 32 or not set(digits) <= set("0123456789abcdef"):
        return Q(pk__in=())
    return Q(id__range=(UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))))


def _encoded(row) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()} {row.id}".encode()).decode()


def _decoded(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, _, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError
        return parsed.astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError, binascii.Error):
        raise ValidationError({"cursor": ["This is not a cursor of this list."]}) from None
