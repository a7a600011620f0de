"""What machines ask beside the API: load balancers whether we live and are ready, Prometheus for the metrics.

They call a server by its address and not by its name, from inside and without TLS. So these are answered before all
that stands between a stranger and the API: no host is looked at, nobody redirected, nothing counted.
"""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from jobs import readiness
from users.api.error_body import error_body

NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@sync_and_async_middleware
def answer_machines(get_response: Callable) -> Callable:
    async def answer_async(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return await sync_to_async(_answer)(probe, request) if probe else await get_response(request)

    def answer(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return _answer(probe, request) if probe else get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer


def _answer(probe: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        response = probe(request)
    else:
        response = JsonResponse(error_body(f'Method "{request.method}" not allowed.', "METHOD_NOT_ALLOWED"), status=405)
    for name, value in NO_STORE.items():
        response.headers[name] = value
    return response


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so nothing else can have it restarted."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> HttpResponse:
    """Each part with a line of its own; 503 when one is missing. Nobody learns why: that is in the log."""
    parts = readiness.parts.get()
    is_ready = all(part.is_ready for part in parts)
    body = {
        "status": "ready" if is_ready else "not ready",
        "checks": {part.name: {"ok": part.is_ready, "ms": part.milliseconds} for part in parts},
    }
    return JsonResponse(body, status=200 if is_ready else 503, json_dumps_params={"indent": 1})


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
