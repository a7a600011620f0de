"""What becomes of books and users concerns their print requests: the rooms below tell it by Django's signals."""

from django.db.models import QuerySet

from prints.erasure import anonymise_orders
from prints.errors import OpenPrintRequest
from prints.files import make_anew
from prints.models import PrintRequest
from prints.states import OPEN
from storybooks.models import Storybook

SENTENCE = "This book has been ordered in print. Please cancel the order, or wait until it is on its way."


def before_user_is_deleted(instance, **_signal) -> None:
    anonymise_orders(instance)


def before_book_is_deleted(instance: Storybook, origin=None, **_signal) -> None:
    """Raises OpenPrintRequest for a book that waits to be printed, unless its owner is deleted with it."""
    is_own_wish = (origin.model if isinstance(origin, QuerySet) else type(origin)) is Storybook
    if is_own_wish and PrintRequest.objects.filter(storybook=instance, status__in=OPEN).exists():
        raise OpenPrintRequest(SENTENCE)


def after_book_was_changed(instance: Storybook, created: bool, **_signal) -> None:
    """What nobody has approved yet is printed as the book is now."""
    if not created:
        make_anew(instance)
