"""GET /api/prints and GET /api/prints/{id}: one's own, whoever asks."""

import pytest

from prints.states import Status
from tests.prints.conftest import refused
from tests.prints.shelf import ordered, request_in, with_files

pytestmark = pytest.mark.django_db


def test_the_list_shows_one_s_own_newest_first_in_pages(alice, bob, client_of):
    own = [str(ordered(alice).id) for _ in range(3)]
    ordered(bob)
    client = client_of(alice)
    first = client.get("/api/prints?limit=2").json()
    second = client.get(first["next"]).json()
    assert [one["printRequestId"] for one in first["prints"] + second["prints"]] == own[::-1]
    assert second["next"] is None


def test_the_list_asks_the_database_no_more_for_more_requests(alice, client_of, django_assert_max_num_queries):
    for _ in range(5):
        with_files(ordered(alice))
    client = client_of(alice)
    with django_assert_max_num_queries(4):
        assert len(client.get("/api/prints").json()["prints"]) == 5


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=nonsense"])
def test_a_wrong_page_is_refused(alice, client_of, query):
    refused(client_of(alice).get(f"/api/prints?{query}"), 400, "INVALID_INPUT")


def test_a_shipped_request_tells_how_it_came_to_that(alice, client_of):
    request = request_in(Status.SHIPPED, alice)
    told = client_of(alice).get(f"/api/prints/{request.id}").json()
    assert (told["status"], told["trackingCode"], told["canCancel"]) == ("shipped", "RB1", False)
    assert [entry["status"] for entry in told["history"]] == ["pending", "approved", "shipped"]


def test_a_rejected_one_tells_why_and_not_who_decided(alice, client_of):
    answer = client_of(alice).get(f"/api/prints/{request_in(Status.REJECTED, alice).id}")
    told = answer.json()
    assert (told["reason"], told["files"]) == ("Too dark.", None)
    assert [entry["note"] for entry in told["history"]] == [None, "Too dark."]
    assert "staff" not in answer.content.decode()


def test_its_files_can_be_looked_at(alice, client_of):
    request = with_files(ordered(alice))
    files = client_of(alice).get(f"/api/prints/{request.id}").json()["files"]
    for name, data in {"interior": b"%PDF pages", "cover": b"%PDF cover"}.items():
        answer = client_of().get(files[name])
        assert (answer.content, answer["Content-Type"]) == (data, "application/pdf")


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_to_others_it_does_not_exist(alice, client_of, who, request):
    """Not even to staff: they see addresses in the admin, with a permission."""
    printed, client = ordered(alice), client_of(request.getfixturevalue(who))
    refused(client.get(f"/api/prints/{printed.id}"), 404, "PRINT_REQUEST_NOT_FOUND", "Print request not found")
    refused(
        client.patch(f"/api/prints/{printed.id}", {}, content_type="application/json"), 404, "PRINT_REQUEST_NOT_FOUND"
    )
    refused(client.post(f"/api/prints/{printed.id}/cancel"), 404, "PRINT_REQUEST_NOT_FOUND")
    assert client.get("/api/prints").json()["prints"] == []


def test_guests_have_none(alice, client_of):
    printed = ordered(alice)
    for path in ("/api/prints", f"/api/prints/{printed.id}"):
        refused(client_of().get(path), 401, "AUTHENTICATION_REQUIRED")
