"""What operators do with print requests in the admin: look, decide, and leave a trail; never write by hand."""

import pytest
from django.contrib.admin.models import LogEntry

from jobs.engine import actor_of
from prints.models import PrintRequest
from prints.states import Status
from tests.prints.shelf import ADDRESS, ordered, request_in, shelved, with_files

pytestmark = pytest.mark.django_db
URL = "/admin/prints/printrequest/"
LOOK, DECIDE, WHERE = "view_printrequest", "change_printrequest", "see_address"


def act(client, action: str, *requests: PrintRequest, **answers: str) -> str:
    """What the page says after an action on these requests."""
    chosen = {"action": action, "_selected_action": [str(request.id) for request in requests], **answers}
    return client.post(URL, chosen, follow=True).content.decode()


def statuses() -> list[str]:
    return list(PrintRequest.objects.order_by("created_at").values_list("status", flat=True))


def test_the_list_shows_what_is_to_be_done_and_is_filtered_and_searched(on_duty, alice):
    pending = ordered(alice, shelved(alice, title="The Lantern"), copies=2)
    request_in(Status.REJECTED, alice, shelved(alice, title="The River"))
    client = on_duty(LOOK)
    whole = client.get(URL).content.decode()
    assert all(text in whole for text in ("The Lantern", "The River", "Pending", "Rejected", "80.00 USD"))
    for query in ("status__exact=pending", "q=Lantern", f"q={pending.id}", "country=SA&status__exact=pending"):
        found = client.get(f"{URL}?{query}").content.decode()
        assert ("The Lantern" in found, "The River" in found) == (True, False), query


def test_a_request_shows_its_history_and_its_files(on_duty, alice, carol):
    request = with_files(ordered(alice, notes="Please wrap it."))
    client = on_duty(LOOK, DECIDE)
    act(client, "reject", request, answered="yes", reason="Too dark.")
    other = with_files(ordered(alice))
    page = client.get(f"{URL}{request.id}/change/").content.decode()
    assert "Please wrap it." in page
    assert "pending by the family" in page
    assert f"rejected by {carol.email} Too dark." in page
    page = client.get(f"{URL}{other.id}/change/").content.decode()
    for id in (other.interior_id, other.cover_id):
        assert f"/media/{id}?token=" in page


def test_where_a_book_goes_is_for_those_who_may_see_it(on_duty, alice):
    request = ordered(alice)
    addresses = (f"{URL}{request.id}/change/", URL, f"{URL}?q=Mina", f"{URL}?q={alice.phone[1:]}")
    personal = [value for name, value in ADDRESS.items() if name not in ("country", "phone")] + [alice.phone]
    pages = [on_duty(LOOK, DECIDE).get(address).content.decode() for address in addresses]
    assert not [text for text in personal if any(text in page for page in pages[:2])]
    assert "0 print requests" in pages[2]
    assert "0 print requests" in pages[3]
    pages = [on_duty(LOOK, WHERE).get(address).content.decode() for address in addresses]
    assert [text for text in personal if text in pages[0]] == personal
    assert all("The Lantern" in page for page in pages)


@pytest.mark.parametrize("lookup", ["recipient__startswith", "line1", "phone__contains", "user__phone__startswith"])
def test_what_is_not_shown_cannot_be_guessed_letter_by_letter(on_duty, alice, lookup):
    ordered(alice)
    assert on_duty(LOOK, DECIDE).get(URL, {lookup: "M"}).status_code == 400


def test_approving_says_how_many_and_why_not_the_others(on_duty, alice, carol):
    ready = [with_files(ordered(alice)) for _ in range(3)]
    shipped, bare = request_in(Status.SHIPPED, alice), ordered(alice)
    told = act(on_duty(LOOK, DECIDE), "approve", *ready, shipped, bare)
    assert "3 approved, " in told
    assert "1 skipped because it is shipped" in told
    assert "1 skipped because its print files are not made yet" in told
    assert statuses() == ["approved"] * 3 + ["shipped", "pending"]
    trail = ready[0].history.latest("id")
    assert (trail.from_status, trail.to_status, trail.actor) == ("pending", "approved", actor_of(carol))
    assert sorted(LogEntry.objects.values_list("object_id", "user")) == sorted((str(one.id), carol.pk) for one in ready)


def test_rejecting_asks_for_the_reason_that_the_family_reads(on_duty, alice, client_of):
    request = ordered(alice)
    client = on_duty(LOOK, DECIDE)
    assert "Reason" in act(client, "reject", request)
    assert "This field is required." in act(client, "reject", request, answered="yes", reason=" ")
    assert statuses() == ["pending"]
    assert "1 rejected" in act(client, "reject", request, answered="yes", reason="Too dark.")
    assert client_of(alice).get(f"/api/prints/{request.id}").json()["reason"] == "Too dark."


def test_shipping_asks_for_a_tracking_code_for_each(on_duty, alice, client_of):
    one, two = (request_in(Status.APPROVED, alice, shelved(alice, title=title)) for title in ("The Hill", "The Sea"))
    pending = ordered(alice)
    client = on_duty(LOOK, DECIDE)
    asked = act(client, "ship", one, two, pending)
    assert all(f"Tracking code of {title}" in asked for title in ("The Hill", "The Sea"))
    assert "Tracking code of The Lantern" not in asked
    act(client, "ship", one, two, pending, answered="yes", **{str(one.id): "RB1"})
    assert statuses() == ["approved", "approved", "pending"]
    told = act(client, "ship", one, two, pending, answered="yes", **{str(one.id): "RB1", str(two.id): "RB2"})
    assert "2 shipped, 1 skipped because it is pending" in told
    assert client_of(alice).get(f"/api/prints/{two.id}").json()["trackingCode"] == "RB2"


def test_nothing_to_ship_is_said_without_a_question(on_duty, alice):
    assert "0 shipped, 1 skipped because it is pending" in act(on_duty(LOOK, DECIDE), "ship", ordered(alice))


@pytest.mark.parametrize(
    ("status", "buttons"),
    [(Status.PENDING, {"approve", "reject"}), (Status.APPROVED, {"ship", "reject"}), (Status.SHIPPED, set())],
)
def test_the_page_of_a_request_offers_what_may_follow_to_those_who_may_decide(on_duty, alice, status, buttons):
    address = f"{URL}{request_in(status, alice).id}/change/"
    page = on_duty(LOOK, DECIDE).get(address).content.decode()
    assert {name for name in ("approve", "ship", "reject") if f'value="{name}"' in page} == buttons
    assert 'name="action"' not in on_duty(LOOK).get(address).content.decode()


@pytest.mark.parametrize("action", ["approve", "ship", "reject"])
def test_who_may_only_look_decides_nothing(on_duty, alice, action):
    request = with_files(ordered(alice))
    act(on_duty(LOOK, WHERE), action, request, answered="yes", reason="x", **{str(request.id): "RB1"})
    assert statuses() == ["pending"]


def test_nothing_is_written_by_hand(on_duty, alice):
    request = ordered(alice)
    client = on_duty(LOOK, DECIDE, "add_printrequest", "delete_printrequest", WHERE)
    assert client.get(f"{URL}add/").status_code == 403
    assert client.post(f"{URL}{request.id}/change/", {"status": "shipped", "recipient": "x"}).status_code == 403
    assert client.post(f"{URL}{request.id}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(URL).content.decode()
    assert statuses() == ["pending"]


def test_what_a_family_wrote_is_only_text(on_duty, alice):
    request = ordered(alice, shelved(alice, title="<script>alert(1)</script>"), notes="<img src=x onerror=alert(1)>")
    client = on_duty(LOOK, DECIDE, WHERE)
    for page in (client.get(URL).content.decode(), client.get(f"{URL}{request.id}/change/").content.decode()):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "<script>alert" not in act(client, "reject", request)


def test_who_is_not_staff_sees_nothing(alice, client_of):
    assert client_of(alice).get(URL).status_code == 302
