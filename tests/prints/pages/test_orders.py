"""/prints and what leads on from it: a family's orders."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from prints import moves
from prints.models import PrintRequest
from prints.states import Status
from tests.prints.pages.conftest import FILLED, get, post, words
from tests.prints.shelf import STAFF, ordered, request_in, shelved, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(alice) -> PrintRequest:
    return ordered(alice)


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (Status.PENDING, "Your book is ordered"),
        (Status.APPROVED, "Your book is being printed"),
        (Status.SHIPPED, "Your book is on its way to you"),
        (Status.REJECTED, "We could not print this book"),
        (Status.CANCELLED, "This order is cancelled"),
    ],
)
def test_an_order_tells_in_words_how_it_stands(status, title, family, alice):
    request = request_in(status, alice)
    page = get(family, f"/prints/{request.id}")
    assert title in words(page)
    assert ("Cancel the order" in words(page)) == (status == Status.PENDING)
    assert ("The cover (PDF)" in words(page)) == (status not in (Status.REJECTED, Status.CANCELLED))
    assert ("Too dark." in words(page)) == (status == Status.REJECTED)
    assert ("RB1" in words(page)) == (status == Status.SHIPPED)


def test_its_files_open_for_the_family_and_nobody_else(family, order, client_of, bob):
    with_files(order)
    page = get(family, f"/prints/{order.id}").content.decode()
    for file_id in (order.cover_id, order.interior_id):
        place = reverse("file", args=[file_id])
        assert f'href="{place}"' in page
        assert family.get(place).status_code == 200
        assert client_of(bob).get(place).status_code == 404


def test_until_the_files_are_made_the_page_says_so_and_looks_again(family, order):
    page = get(family, f"/prints/{order.id}")
    assert "They are being made right now." in words(page)
    assert f'data-order="/api/prints/{order.id}"' in page.content.decode()
    with_files(order)
    assert "data-order" not in get(family, f"/prints/{order.id}").content.decode()


def test_a_pending_order_is_cancelled_and_twice_is_once(family, order):
    for _ in range(2):
        assert post(family, f"/prints/{order.id}/cancel")["Location"] == f"/prints/{order.id}"
    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert order.history.count() == 2


def test_an_order_that_is_being_printed_can_be_neither_cancelled_nor_changed(family, order):
    moves.move(with_files(order), Status.APPROVED, actor=STAFF)
    for path, told in (("cancel", {}), ("change", FILLED)):
        post(family, f"/prints/{order.id}/{path}", told)
        assert "That is no longer possible." in words(get(family, f"/prints/{order.id}"))
    assert get(family, f"/prints/{order.id}/change")["Location"] == f"/prints/{order.id}"
    order.refresh_from_db()
    assert (order.status, order.copies) == (Status.APPROVED, 1)


def test_a_pending_order_is_changed(family, order):
    assert 'value="12 Lantern Street"' in get(family, f"/prints/{order.id}/change").content.decode()
    assert post(family, f"/prints/{order.id}/change", FILLED | {"recipient": ""}).status_code == 422
    post(family, f"/prints/{order.id}/change", FILLED | {"copies": "3", "line2": "Third floor"})
    page = words(get(family, f"/prints/{order.id}"))
    for told in ("Third floor", "3 copies", "$120.00", "You changed the order", "The order is changed."):
        assert told in page, told


def test_an_order_without_an_address_asks_for_it(family, alice):
    request = ordered(alice, recipient="", line1="", city="", postal_code="", country="", phone="")
    assert "We do not know yet where it shall go." in words(get(family, f"/prints/{request.id}"))


def test_a_family_sees_its_orders_and_no_others(family, alice, bob):
    mine, theirs = ordered(alice, shelved(alice, title="The Fog")), ordered(bob)
    page = get(family, "/prints").content.decode()
    assert f'href="/prints/{mine.id}"' in page
    assert str(theirs.id) not in page
    assert "$40.00" in page


def test_an_order_outlives_its_book(family, alice):
    request = request_in(Status.SHIPPED, alice)
    request.storybook.delete()
    for path in ("/prints", f"/prints/{request.id}"):
        assert "The Lantern" in words(get(family, path))


def test_who_has_ordered_nothing_is_told_how(family):
    assert "No book on paper yet" in words(get(family, "/prints"))


@pytest.mark.parametrize("path", ["", "/change", "/cancel"])
@pytest.mark.parametrize("who", ["bob", "carol"])
def test_the_order_of_another_family_is_not_there(who, path, order, client_of, request):
    client = client_of(request.getfixturevalue(who))
    if path != "/cancel":
        assert get(client, f"/prints/{order.id}{path}").status_code == 404
    if path:
        assert post(client, f"/prints/{order.id}{path}", FILLED).status_code == 404
    order.refresh_from_db()
    assert (order.status, order.copies) == (Status.PENDING, 1)


@pytest.mark.parametrize("path", ["/prints", "/prints/{id}", "/prints/{id}/change"])
def test_a_guest_signs_in_and_comes_back(path, order, client_of):
    place = path.format(id=order.id)
    assert get(client_of(), place)["Location"] == f"/sign-in?{urlencode({'next': place})}"
