"""What each registered type of job adds to the shapes: its input, its result, and what its answers tell besides."""

from functools import cache
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from jobs.api.schema.shapes import FAILURES, JobState, Started, raw
from jobs.api.wishes import WishesInput
from jobs.job_type import JobType, job_types

DOCS = {"Start": "What a start request brings.", "Form": "What a start request brings as a form, with a file."}
Shape = type[serializers.Serializer]


def component_name(job_type: JobType) -> str:
    """`AutoStory` for the type `auto-story`."""
    return "".join(word.capitalize() for word in job_type.name.split("-"))


@cache
def request_shape(job_type: JobType, is_form: bool = False) -> serializers.Serializer:
    """The body of a start request: the type's input and the wishes. Only a form brings files."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super(shape, self).get_fields()
        return {name: each for name, each in fields.items() if is_form or not isinstance(each, serializers.FileField)}

    bases = (job_type.input_serializer, WishesInput)
    shape = _shape(job_type, "Form" if is_form else "Start", bases, {"get_fields": get_fields})
    return shape(context={"is_form": is_form})


@cache
def started_shape(job_type: JobType) -> Shape:
    return _shape(job_type, "Started", (*_given(job_type.started_extra_serializer), Started))


@cache
def job_shape(job_type: JobType) -> Shape:
    codes = [*FAILURES, *job_type.failure_codes]
    own: dict[str, Any] = {
        "jobType": raw({"type": "string", "const": job_type.name})(),
        "code": serializers.ChoiceField(
            sorted(set(codes)), required=False, help_text="of a failed job: why, for programs"
        ),
    }
    if job_type.result_serializer:
        own["result"] = job_type.result_serializer(required=False, help_text="of a completed job")
    if job_type.phases:
        phases = {"type": "string", "enum": [words for _, words in job_type.phases]}
        own["currentPhase"] = raw({"anyOf": [phases, {"type": "null"}]})(help_text="null unless it is processing")
    return _shape(job_type, "Job", (*_given(job_type.ended_extra_serializer), JobState), own)


@cache
def any_job() -> PolymorphicProxySerializer:
    """A job of any type; `jobType` tells which."""
    shapes = {name: job_shape(job_type) for name, job_type in job_types().items()}
    return PolymorphicProxySerializer("Job", shapes, "jobType")


def finished_at_once(job_type: JobType) -> dict[str, Any]:
    """The answer to a start request whose job has ended already: what a start tells, and how the job ended."""
    return {
        "anyOf": [
            {"allOf": [Started, job_shape(job_type)]},
            {"allOf": [started_shape(job_type), JobState]},
        ]
    }


def _shape(job_type: JobType, suffix: str, bases: tuple[type, ...], fields: dict[str, Any] | None = None) -> Shape:
    doc = {"__doc__": f"{job_type.label}: {DOCS.get(suffix) or bases[-1].__doc__}"}
    return type(component_name(job_type) + suffix, bases, {**(fields or {}), **doc})


def _given(serializer: Shape | None) -> tuple[Shape, ...]:
    return (serializer,) if serializer else ()
