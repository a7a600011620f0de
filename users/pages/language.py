"""Pages speak the visitor's language; the API and staff's admin speak English, as their documents do."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

ENGLISH_ONLY = ("/api/", "/admin/", "/media/", "/static/")


@sync_and_async_middleware
def speak(get_response: Callable) -> Callable:
    """By the cookie of the switch, else by what the browser asks for."""

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            return await get_response(request)

    def answer(request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            return get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer


def language_of(request: HttpRequest) -> str:
    if request.path_info.startswith(ENGLISH_ONLY):
        return "en"
    return translation.get_language_from_request(request)
