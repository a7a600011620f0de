"""GET /api/jobs/{jobId}/events: what happens to a job, as server-sent events, until it has ended."""

import json
import random
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import HttpResponseBase, StreamingHttpResponse
from psycopg_pool import PoolTimeout
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from jobs.api.base import JobNotFound, readable_job
from jobs.api.open_streams import counted, refuse_too_many_streams
from jobs.api.representation import Absolute, in_queue, represent, timestamp
from jobs.api.schema import operations
from jobs.events.event import PAGE, Event, events_after, latest_event_id
from jobs.events.hub import hub
from jobs.job_type import job_types
from jobs.models import Job
from users.acting import acting_as, acting_now
from users.api.base import AnyAccept, PrivateView
from users.api.schema.describing import ApiSchema
from users.api.throttles import PollingThrottle
from users.pool import release_connection

HEARTBEAT_SECONDS = 15.0
RETRY = "retry: 2000\n\n"
HEARTBEAT = ": still here\n\n"


class EventsView(PrivateView):
    """A snapshot of the job and then each event; for one who was here before, each event since."""

    schema = ApiSchema(get=operations.events)
    http_method_names = ("get", "options")  # the stream of a HEAD would run unseen
    content_negotiation_class = AnyAccept
    throttle_classes = (PollingThrottle,)

    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        given = _last_event_id(request)
        job = readable_job(request, job_id)
        caller = refuse_too_many_streams(request)
        latest = latest_event_id(job_id)  # of a job that had ended, this is its end
        if given is not None and given >= latest and job.is_finished:
            return Response(status=204)
        stream = EventStream(job_id, latest if given is None else min(given, latest), request.build_absolute_uri)
        opening = RETRY if given is not None else RETRY + stream.snapshot()
        release_connection()
        answer = StreamingHttpResponse(counted(caller, stream.told(opening)), content_type="text/event-stream")
        answer["X-Accel-Buffering"] = "no"
        return answer


class EventStream:
    """What one client is told of a job after the event `last`, also when the request's view has long returned."""

    def __init__(self, job_id: UUID, last: int, absolute: Absolute):
        self.job_id, self.last, self.absolute = job_id, last, absolute
        self.acting = acting_now()

    def snapshot(self) -> str:
        """The whole job, read after the latest event's id: what came between is told twice rather than never."""
        job = Job.objects.filter(id=self.job_id).first()
        if job is None:
            raise JobNotFound
        return _frame("snapshot", self._represent(job) | in_queue(job), None if job.is_finished else self.last)

    async def told(self, opening: str) -> AsyncGenerator[str]:
        """The stream's text. It closes when the job has ended or is gone."""
        yield opening
        async with hub().subscribed(self.job_id) as subscription:
            while True:
                event = await subscription.next(_patience())
                if event is not None and not event.is_end:
                    if event.id > self.last:
                        yield self._progress(event)
                    continue
                try:
                    events, exists, end = await hub().read(self._news)
                except (DatabaseError, InterfaceError, PoolTimeout):
                    return  # the client comes back, with the last id it has
                yield "".join(map(self._progress, events)) or HEARTBEAT
                if end is not None:
                    yield _frame("end", end, self.last)
                if end is not None or not exists:
                    return
                if len(events) == PAGE:
                    subscription.fall_behind()

    def _news(self) -> tuple[list[Event], bool, dict[str, Any] | None]:
        """The events since the last one told, whether the job still exists, and how it ended if it has."""
        with acting_as(self.acting):
            job = Job.objects.filter(id=self.job_id).first()
            events = events_after(self.job_id, self.last)
        ended = job is not None and job.is_finished and (not events or events[-1].is_end)
        return events, job is not None, self._represent(job) if ended else None

    def _progress(self, event: Event) -> str:
        """The last event's id comes with the end: who is cut off between the two is told both again."""
        self.last = event.id
        data = {
            "jobId": str(event.job_id),
            "status": event.status,
            "progress": event.progress,
            "currentStep": event.step,
            "at": timestamp(event.at),
        }
        return _frame("progress", data, None if event.is_end else event.id)

    def _represent(self, job: Job) -> dict[str, Any]:
        return represent(job, job_types()[job.type], self.absolute)


def _patience() -> float:
    """Seconds of silence before a heartbeat: for each listener others, or all who heard one step would read at once."""
    return HEARTBEAT_SECONDS * random.uniform(0.5, 1)  # noqa: S311


def _frame(event: str, data: dict[str, Any], number: int | None) -> str:
    told = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n"
    return told + (f"id: {number}\n\n" if number is not None else "\n")


def _last_event_id(request: Request) -> int | None:
    given = request.headers.get("Last-Event-ID") or request.query_params.get("lastEventId")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 19):
        raise ValidationError({"lastEventId": ["This is not the id of an event."]})
    return int(given)
