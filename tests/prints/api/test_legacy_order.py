"""POST /api/story/request-print, as clients of the older system send it."""

import pytest

from prints.models import PrintRequest
from tests.prints.conftest import refused
from tests.prints.shelf import ADDRESS, with_files
from users import sign_ins

pytestmark = pytest.mark.django_db
URL = "/api/story/request-print"


@pytest.fixture
def requesting(client_of):
    """A function: the answer to a request with somebody's token."""

    def post(user=None, **body):
        bearer = {"Authorization": f"Bearer {sign_ins.sign_in(user).access}"} if user else {}
        return client_of().post(URL, body, content_type="application/json", headers=bearer)

    return post


def test_it_is_answered_as_ever_and_points_to_the_new_address(requesting, alice, book):
    answer = requesting(alice, storybook_id=str(book.id), notes="For grandmother.")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert answer["Deprecation"].startswith("@")
    assert answer["Link"] == '</api/prints>; rel="successor-version"'
    request = PrintRequest.objects.get()
    assert (request.user, request.storybook, request.notes, request.has_address) == (
        alice,
        book,
        "For grandmother.",
        False,
    )


def test_the_address_is_added_later_and_only_then_it_can_be_approved(requesting, alice, book, client_of):
    requesting(alice, storybook_id=str(book.id))
    request = with_files(PrintRequest.objects.get())
    client = client_of(alice)
    assert client.get(f"/api/prints/{request.id}").json()["address"] is None
    wire = {"name": ADDRESS["recipient"], "postalCode": ADDRESS["postal_code"]}
    address = wire | {name: ADDRESS[name] for name in ("line1", "city", "country")}
    told = client.patch(f"/api/prints/{request.id}", {"address": address}, content_type="application/json").json()
    assert told["address"]["name"] == "Mina Example"


def test_refusals_have_the_older_system_s_words(requesting, alice, bob, book, client_of):
    refused(requesting(alice), 400, "INVALID_INPUT", "Missing storybook ID")
    refused(
        requesting(storybook_id=str(book.id)), 401, "AUTHENTICATION_REQUIRED", "Missing or invalid authorization header"
    )
    assert (
        client_of(alice).post(URL, {"storybook_id": str(book.id)}, content_type="application/json").status_code == 401
    )
    refused(requesting(bob, storybook_id=str(book.id)), 404, "STORYBOOK_NOT_FOUND")
    requesting(alice, storybook_id=str(book.id))
    again = requesting(alice, storybook_id=str(book.id))
    refused(again, 400, "OPEN_PRINT_REQUEST", "A print request already exists for this storybook")
    assert PrintRequest.objects.count() == 1
