"""Another family asks every operation of the API's description for what is Alice's, knowing all of its ids.

What is new in the description is asked too: nobody has to think of it here.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from jobs.states import Status
from prints.states import Status as PrintStatus
from storybooks.files import FILE_TOKEN
from storybooks.shares import share
from tests.books.tables import all_rows
from tests.conftest import UNKNOWN_ID
from tests.jobs.helpers import job_in
from tests.people.conftest import Unpacked
from tests.prints.shelf import request_in
from tests.storybooks.shelf import finished_book
from users import sign_ins
from users.export import exported
from users.read_tokens import sign

pytestmark = pytest.mark.django_db
SECRET = "Zuleikawillow"  # in all that Alice wrote
REFUSED = {400, 401, 403, 404, 409}
CHANGES = ("post", "put", "patch", "delete")


@dataclass
class Hers:
    """What is Alice's, by the names that ids have in addresses and bodies."""

    ids: dict[str, str]
    picture: str

    def names(self, place: Any) -> bool:
        """Whether an address or a body names something of hers."""
        return any(value in json.dumps(place) for value in (*self.ids.values(), self.picture) if value != "1")


@pytest.fixture
def hers(alice) -> Hers:
    job = job_in(Status.FAILED, alice)
    book = finished_book(alice, title=SECRET, story=f"{SECRET} and the lantern. " * 4)
    order = request_in(PrintStatus.PENDING, alice, book)
    link, _ = share(book, None)
    ids = {
        "job_id": job.id,
        "storybook_id": book.id,
        "storybookId": book.id,
        "storybook": book.id,
        "id": book.id,
        "share_id": link.id,
        "share_token": link.token_hash,
        "file_id": book.cover_id,
        "request_id": order.id,
        "page": 1,
        "scene": 1,
    }
    picture = f"http://testserver/media/{book.cover_id}"
    return Hers({name: str(value) for name, value in ids.items()}, picture)


def requests_for(hers: Hers, document: dict) -> list[tuple[str, str, Any]]:
    """Method, address and body of each operation that can name something of hers."""
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            url, body = _address(path, operation, hers), _body(operation, hers)
            if hers.names(url) or hers.names(body):
                found.append((method, url, body))
    return found


def _address(path: str, operation: dict, hers: Hers) -> str:
    for name, value in hers.ids.items():
        path = path.replace(f"{{{name}}}", value)
    query = [
        f"{parameter['name']}={hers.ids[parameter['name']]}"
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["name"] in hers.ids
    ]
    return "?".join(filter(None, (path, "&".join(query))))


def _body(operation: dict, hers: Hers) -> Any:
    """The description's own example, about what is hers."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = next(iter(content.get("examples", {}).values()), {}).get("value", {})
    pictures = {name: hers.picture for name, value in example.items() if "/media/" in str(value)}
    return {**example, **{name: hers.ids[name] for name in example if name in hers.ids}, **pictures}


def ask(client: Client, method: str, url: str, body: Any, **headers: str):
    data = {"data": json.dumps(body), "content_type": "application/json"} if method in CHANGES else {}
    return getattr(client, method)(url, headers=headers, **data)


def told(answer) -> str:
    return answer.getvalue().decode(errors="replace")


def rows_of_hers() -> list[str]:
    """What is stored of her, but for how often somebody has asked."""
    return [row for row in all_rows().splitlines() if SECRET in row or "failed" in row or "pending" in row]


@pytest.mark.parametrize("who", ["bob", "guest"])
def test_every_operation_refuses_another_family_and_changes_nothing(hers, who, bob, client_of, client):
    bearer = {"Authorization": f"Bearer {sign_ins.sign_in(bob).access}"} if who == "bob" else {}
    wanted = requests_for(hers, client.get("/api/schema/?format=json").json())
    assert len(wanted) > 40
    before = rows_of_hers()
    for method, url, body in wanted:
        answer = ask(client_of(), method, url, body, **bearer)
        assert answer.status_code in REFUSED, (method, url, answer.status_code, told(answer))
        assert SECRET not in told(answer), (method, url)
    assert rows_of_hers() == before


def test_no_list_of_anothers_has_anything_of_hers(hers, bob, client_of, client):
    document = client.get("/api/schema/?format=json").json()
    lists = [path for path, operations in document["paths"].items() if "get" in operations and "{" not in path]
    lists.remove("/api/account/export")  # a stream, below
    assert {"/api/storybooks", "/api/jobs/user", "/api/prints"} <= set(lists)
    for path in lists:
        assert not knows(hers, told(ask(client_of(bob), "get", path, None))), path


def test_what_another_family_takes_along_has_nothing_of_hers(hers, bob):
    contents = Unpacked(b"".join(exported(bob))).contents
    assert "jobs.json" in contents
    assert not knows(hers, b"".join(contents.values()).decode(errors="replace"))


def knows(hers: Hers, text: str) -> list[str]:
    return [word for word in (SECRET, *hers.ids.values()) if word != "1" and word in text]


def test_a_token_opens_what_it_was_made_for_and_nothing_else(hers, client_of):
    job, file, book = (hers.ids[name] for name in ("job_id", "file_id", "storybook_id"))
    tokens = [sign(kind, id) for kind in ("job", FILE_TOKEN, "storybook") for id in (job, file, book, UNKNOWN_ID)]
    opened = {("job", job): f"/api/jobs/{job}", (FILE_TOKEN, file): f"/media/{file}"}
    for (kind, id), url in opened.items():
        good = [token for token in tokens if client_of().get(f"{url}?token={token}").status_code == 200]
        assert good == [sign(kind, id)]
    changes = [("post", f"/api/jobs/{job}/retry")]
    changes += [("delete", url) for url in (f"/api/jobs/{job}", f"/api/storybooks/{book}")]
    for token in tokens:  # reading is all they are good for
        for method, url in (
            ("post", f"/api/jobs/{job}/retry"),
            ("delete", f"/api/jobs/{job}"),
            ("delete", f"/api/storybooks/{book}"),
        ):
            assert ask(client_of(), method, f"{url}?token={token}", {}).status_code in REFUSED
