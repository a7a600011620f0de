"""What a family has told for its order and not yet ordered: in its session, so that no address (URL) holds a name, and
a reload or the back button loses nothing.
"""

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from prints.orders import price

PLACE = "print-order"


class Draft:
    """For one book; another book's takes its place. `key` is the id of the order that it becomes, another one after
    each change, also of the price: what is ordered is what was looked through.
    """

    def __init__(self, request: HttpRequest, book_id: UUID):
        self._session, self._book = request.session, str(book_id)
        kept = self._session.get(PLACE) or {}
        is_ours = kept.get("book") == self._book
        self.told: dict[str, Any] = kept["told"] if is_ours else {}
        self.key: str = kept["key"] if is_ours else ""
        if self.told:
            self.tell(self.told)

    def tell(self, told: dict[str, Any]) -> None:
        unit, currency = price()
        told = told | {"price": f"{unit} {currency}"}
        if told != self.told:
            self.told, self.key = told, str(uuid.uuid4())
            self._session[PLACE] = {"book": self._book, "told": told, "key": self.key}

    def forget(self) -> None:
        self._session.pop(PLACE, None)
