"""A whole book without any provider: every picture drawn here, and the same request drawn the same."""

import hashlib
import io

from pypdf import PdfReader

from storybooks.files import read
from storybooks.models import StoredFile


def test_a_book_made_offline_has_its_own_pictures_and_the_same_request_gives_the_same_ones(
    start_cluster, openai, start_book, ended
):
    start_cluster(STUDIO="offline", OPENAI_API_KEY="")
    first, second = start_book(), start_book()
    for job in (first, second):
        ended(job, "completed", 60)
        assert job.result_data["has_errors"] is False
    assert _drawn(first) == _drawn(second)
    assert len(set(_drawn(first))) == 12
    assert _different_pictures(read(StoredFile.objects.get(job=first, kind="book"))) >= 10
    assert not openai.calls


def _drawn(job) -> list[str]:
    result = job.result_data
    scenes = [scene["generatedImage"] for page in result["pages"] for scene in page["scenes"]]
    files = [StoredFile.objects.get(id=ref["file"]) for ref in (result["portrait_url"], result["cover_url"], *scenes)]
    return [hashlib.sha256(read(file)).hexdigest() for file in files]


def _different_pictures(pdf: bytes) -> int:
    reader = PdfReader(io.BytesIO(pdf))
    return len({hashlib.sha256(image.data).digest() for page in reader.pages for image in page.images})
