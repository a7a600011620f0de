"""What a stranger can have written into the log: no secret of somebody else's address."""

import pytest
from django.test import Client

from storybooks.shares import share
from tests.storybooks.shelf import finished_book

pytestmark = pytest.mark.django_db


def test_a_form_that_is_refused_at_a_shared_book_leaves_no_link_in_the_log(alice, caplog):
    _, token = share(finished_book(alice), None)
    client = Client(enforce_csrf_checks=True)
    elsewhere = f"http://testserver/shared/{token}"
    assert client.post(f"/shared/{token}", headers={"Accept": "text/html"}).status_code == 403
    client.post("/theme", secure=True, headers={"Accept": "text/html", "Referer": elsewhere})
    assert caplog.text.count("Forbidden") == 2
    assert token not in caplog.text
