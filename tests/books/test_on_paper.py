"""A family orders the book that a cluster has made for them; a cluster makes what the printer gets."""

import io

from pypdf import PdfReader

from tests.chaos.clusters import eventually
from tests.prints.shelf import ADDRESS


def test_a_book_that_was_made_is_ordered_and_made_ready_for_the_printer(
    openai, start_cluster, start_book, ended, alice, client_of
):
    start_cluster()
    book = ended(start_book(), "completed").storybook
    client = client_of(alice)
    address = {"name": ADDRESS["recipient"], "line1": ADDRESS["line1"], "city": ADDRESS["city"], "country": "SA"}
    order = {"storybookId": str(book.id), "address": address}
    ordered = client.post("/api/prints", order, content_type="application/json").json()
    url = f"/api/prints/{ordered['printRequestId']}"
    assert eventually(lambda: client.get(url).json()["files"])
    files = {name: client.get(address).content for name, address in client.get(url).json()["files"].items()}
    assert len(PdfReader(io.BytesIO(files["interior"])).pages) == 24
    assert len(PdfReader(io.BytesIO(files["cover"])).pages) == 1
    scenes = [scene["description"] for page in book.pages for scene in page["scenes"]]
    words = " ".join(PdfReader(io.BytesIO(files["interior"])).pages[1].extract_text().split())
    assert words == " ".join(scenes[0].split())
