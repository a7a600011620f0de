"""What machines ask beside the API: load balancers whether we live and are ready, Prometheus for the metrics.

They call a server by its address and not by its name, from inside and without TLS. So these are answered before all
that stands between a stranger and the API: no host is looked at, nobody redirected, nothing counted.
"""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import sync_and_async_middleware

from jobs import readiness
from jobs.api.health_body import figures
from jobs.metrics import exposition
from users.acting import service
from users.api.error_body import error_body
from users.api.errors import NO_DATABASE, UNAVAILABLE
from users.client_address import client_ip, forwarded_ip
from users.pool import expect_connection

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
PATIENCE = 3.0
"""Seconds for a database connection."""
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


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus; what it says is nobody else's business."""
    if not settings.ENABLE_METRICS_COLLECTION:
        return JsonResponse(error_body("Not found", "NOT_FOUND"), status=404)
    if not _may_scrape(request):
        status = 401 if settings.METRICS_TOKEN else 403
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'} if settings.METRICS_TOKEN else {}
        return JsonResponse(error_body("Metrics are not for you.", "PERMISSION_DENIED"), status=status, headers=headers)
    try:
        expect_connection(PATIENCE)
        with service():  # they are about nobody in particular
            text, media_type = exposition(figures.get(), request.headers.get("Accept", ""))
    except UNAVAILABLE:
        return JsonResponse(error_body(*NO_DATABASE), status=503)
    return HttpResponse(text, content_type=media_type)


def _may_scrape(request: HttpRequest) -> bool:
    """Who shows the token, and who asks from a network of ours."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer" and constant_time_compare(token, settings.METRICS_TOKEN):
        return True
    address = client_ip(request)
    return bool(address) and _is_direct(request) and any(address in network for network in settings.METRICS_NETWORKS)


def _is_direct(request: HttpRequest) -> bool:
    """Whether the address is the client's. What comes through a proxy that we do not know of, or that calls the client
    by something that is no address, has the proxy's: where that is on this machine, every stranger would ask from here.
    """
    return bool(forwarded_ip(request)) or not any(name in request.headers for name in FORWARDED)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
