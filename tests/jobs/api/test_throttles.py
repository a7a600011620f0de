"""429: when, for whom, and what its answer says. Views made for the test stand in for those that start and poll."""

import time

import pytest
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.refusals import said
from users.api.throttles import PollingThrottle, count_start, rate_limit_headers
from users.rate_limits import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class CountedView(APIView):
    def finalize_response(self, request, response, *args, **kwargs):
        for name, value in rate_limit_headers(request).items():
            response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)

    def get(self, request, **kwargs):
        return Response({})


class StartView(CountedView):
    def post(self, request, name):
        count_start(request, name)
        return Response({}, status=202)


class PollView(CountedView):
    throttle_classes = (PollingThrottle,)


class MembersView(CountedView):
    permission_classes = (IsAuthenticated,)


urlpatterns = [
    path("any", CountedView.as_view()),
    path("start/<str:name>", StartView.as_view()),
    path("poll/<str:job_id>", PollView.as_view()),
    path("members", MembersView.as_view()),
]


def statuses(client, url: str, times: int, **extra) -> list[int]:
    return [client.get(url, **extra).status_code for _ in range(times)]


def test_a_guest_is_limited_by_address_and_another_address_is_not(client_of, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(3, 900)
    assert statuses(client_of(), "/any", 5, REMOTE_ADDR="192.0.2.7") == [200, 200, 200, 429, 429]
    assert statuses(client_of(), "/any", 1, REMOTE_ADDR="192.0.2.8") == [200]


def test_a_lie_about_the_address_gains_nothing(client_of, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(2, 900)
    lies = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"} for number in range(4)]
    assert [client_of().get("/any", **lie).status_code for lie in lies] == [200, 200, 429, 429]


def test_a_user_is_limited_wherever_they_are_and_beside_the_guests_of_their_address(client_of, alice, bob, settings):
    settings.RATE_LIMIT_ADDRESS, settings.RATE_LIMIT_USER = Limit(1, 900), Limit(2, 900)
    places = ["192.0.2.7", "192.0.2.8", "192.0.2.9"]
    assert [client_of(alice).get("/any", REMOTE_ADDR=place).status_code for place in places] == [200, 200, 429]
    assert statuses(client_of(bob), "/any", 1, REMOTE_ADDR="192.0.2.7") == [200]
    assert statuses(client_of(), "/any", 1, REMOTE_ADDR="192.0.2.7") == [200]


def test_starts_are_counted_for_each_type_of_job(client_of, alice, settings):
    settings.RATE_LIMIT_STARTS = Limit(2, 3600)
    client = client_of(alice)
    assert [client.post("/start/storybook").status_code for _ in range(3)] == [202, 202, 429]
    assert client.post("/start/scenes").status_code == 202


def test_polling_is_counted_for_each_job_and_not_as_any_request(client_of, settings):
    settings.RATE_LIMIT_POLLING, settings.RATE_LIMIT_ADDRESS = Limit(2, 10), Limit(1, 900)
    assert statuses(client_of(), "/poll/one", 3) == [200, 200, 429]
    assert statuses(client_of(), "/poll/two", 1) == [200]
    assert statuses(client_of(), "/poll/one", 1, REMOTE_ADDR="192.0.2.8") == [200]
    assert statuses(client_of(), "/any", 1) == [200]


def test_a_refusal_says_in_one_shape_when_to_come_back(client_of, settings):
    settings.RATE_LIMIT_ADDRESS = Limit(1, 900)
    client_of().get("/any")
    refused = client_of().get("/any")
    assert said(refused).keys() == {"error", "code"}
    assert refused.json()["code"] == "RATE_LIMIT_EXCEEDED"
    assert refused["Retry-After"] in refused.json()["error"]
    assert 890 <= int(refused["Retry-After"]) <= 900
    assert (refused["X-RateLimit-Limit"], refused["X-RateLimit-Remaining"]) == ("1", "0")
    assert abs(int(refused["X-RateLimit-Reset"]) - time.time() - 900) < 5


def test_an_answer_tells_of_the_limit_that_is_nearest(client_of, alice, settings):
    settings.RATE_LIMIT_USER, settings.RATE_LIMIT_STARTS = Limit(100, 900), Limit(5, 3600)
    answer = client_of(alice).post("/start/storybook")
    assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("5", "4")
    settings.RATE_LIMIT_USER = Limit(3, 900)
    answer = client_of(alice).post("/start/storybook")
    assert (answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"]) == ("3", "1")


def test_a_limit_that_is_off_counts_nothing_and_says_nothing(client_of):
    answer = client_of().get("/any")
    assert not [name for name in answer.headers if name.startswith("X-RateLimit")]


def test_a_guest_where_one_must_be_signed_in_gets_401_and_not_403(client_of):
    answer = client_of().get("/members")
    assert (answer.status_code, answer.json()["code"]) == (401, "AUTHENTICATION_REQUIRED")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
