"""What a view says of itself, and how it becomes an OpenAPI operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from users.api.schema import errors
from users.api.schema.headers import CHALLENGED, RATE_LIMITS, REQUEST_ID, RETRY_LATER

Shape = Any
"""A serializer (class or object) or a ready JSON schema."""
USER = ({"bearer": []}, {"session": []})
GUEST_OR_USER = (*USER, {})
GUEST_USER_OR_TOKEN = (*USER, {"readToken": []}, {})

ERROR_HEADERS = {401: CHALLENGED, 429: RETRY_LATER}


@dataclass(frozen=True)
class Content:
    """A body: its shape, and examples by name."""

    shape: Shape
    examples: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One good answer. `content` maps media types to bodies."""

    description: str
    content: dict[str, Content] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)


def json_answer(description: str, shape: Shape, examples: dict[str, Any] | None = None, **headers: Any) -> Answer:
    return Answer(description, {"application/json": Content(shape, examples or {})}, headers)


@dataclass(frozen=True)
class Operation:
    """`errors` are codes of `errors.KNOWN`; `own_errors` are further ones as that table has them."""

    id: str
    summary: str
    description: str
    tag: str
    answers: dict[int, Answer]
    errors: tuple[str, ...] = ()
    own_errors: dict[str, tuple[int, str]] = field(default_factory=dict)
    parameters: tuple[Any, ...] = ()
    body: dict[str, Content] = field(default_factory=dict)
    body_is_optional: bool = False
    security: tuple[dict[str, list], ...] = GUEST_OR_USER
    callbacks: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    """Of every answer, good or not."""
    deprecated: bool = False
    is_limited: bool = True
    """Whether it counts against the limits of requests."""

    @property
    def common_headers(self) -> dict[str, Any]:
        return self.headers | REQUEST_ID | (RATE_LIMITS if self.is_limited else {})

    @property
    def codes(self) -> dict[str, tuple[int, str]]:
        limited = ("RATE_LIMIT_EXCEEDED",) if self.is_limited else ()
        names = dict.fromkeys((*self.errors, *errors.ALWAYS, *limited))
        return {name: errors.KNOWN[name] for name in names} | self.own_errors


class ApiSchema(AutoSchema):
    """Set as a view's `schema`: for each method a function that turns the view into its Operation."""

    def __init__(self, **operations: Callable[[APIView], Operation]):
        super().__init__()
        self.operations = operations

    def get_operation(self, path, path_regex, path_prefix, method, registry) -> dict[str, Any] | None:
        describe = self.operations.get(method.lower())
        if describe is None:
            return None
        self.path, self.path_regex, self.method, self.registry = path, path_regex, method.upper(), registry
        operation = describe(self.view)
        body = {"requestBody": self._body(operation)} if operation.body else {}
        return {
            "operationId": operation.id,
            "summary": operation.summary,
            "description": operation.description,
            "tags": [operation.tag],
            "parameters": [*self._path_parameters(), *operation.parameters],
            **body,
            "security": list(operation.security),
            "responses": self._errors(operation) | self._answers(operation),
            **({"callbacks": operation.callbacks} if operation.callbacks else {}),
            **({"deprecated": True} if operation.deprecated else {}),
        }

    def _path_parameters(self) -> list[dict[str, Any]]:
        names = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        return [
            {**parameter, "description": "The id that an answer has told."}
            for parameter in self._resolve_path_parameters(names)
        ]

    def _body(self, operation: Operation) -> dict[str, Any]:
        return {"required": not operation.body_is_optional, "content": self._contents(operation.body, "request")}

    def _answers(self, operation: Operation) -> dict[str, Any]:
        return {
            str(status): _without_empty(
                description=answer.description,
                headers=answer.headers | operation.common_headers,
                content=self._contents(answer.content, "response"),
            )
            for status, answer in operation.answers.items()
        }

    def _errors(self, operation: Operation) -> dict[str, Any]:
        return {
            str(status): _without_empty(
                description=errors.MEANINGS[status],
                headers=operation.common_headers | ERROR_HEADERS.get(status, {}),
                content=errors.error_content(sentences),
            )
            for status, sentences in errors.by_status(operation.codes)
        }

    def _contents(self, contents: dict[str, Content], direction: str) -> dict[str, Any]:
        return {
            media_type: _without_empty(
                schema=self._schema(content.shape, direction),
                examples={name: {"value": value} for name, value in content.examples.items()},
            )
            for media_type, content in contents.items()
        }

    def _schema(self, shape: Shape, direction: str) -> dict[str, Any]:
        """The JSON schema; a serializer in it becomes a component and a reference."""
        if isinstance(shape, dict):
            return {key: self._schema(value, direction) for key, value in shape.items()}
        if isinstance(shape, list):
            return [self._schema(value, direction) for value in shape]
        is_serializer = isinstance(shape, BaseSerializer) or (
            isinstance(shape, type) and issubclass(shape, BaseSerializer)
        )
        return self.resolve_serializer(shape, direction).ref if is_serializer else shape


def _without_empty(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part}
