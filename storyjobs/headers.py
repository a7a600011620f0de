"""What every answer tells browsers, besides what Django and django-csp have them know."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""Of a browser; no page of ours needs any, so none that is smuggled in gets one."""
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",  # pictures say otherwise: families' pages on other sites show them
}


@sync_and_async_middleware
def tell_browsers(get_response: Callable) -> Callable:
    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        return _told(await get_response(request))

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _told(get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer


def _told(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
