"""Families in front of the pages."""

import pytest
from django.test import Client

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}


@pytest.fixture
def browser(db) -> Client:
    """Shows pages, keeps cookies, and sends the token that each form has."""
    return Client(headers=BROWSER, raise_request_exception=False)
