"""The provider is down for a while: it is left alone, and the book goes on when it is back."""

import time

from tests.books.drawn import PICTURES, asked, name_of, pictures
from tests.chaos.clusters import eventually
from tests.fakes import faults


def test_a_provider_that_is_down_is_left_alone_and_the_book_is_finished_after_it_is_back(
    start_cluster, openai, start_book, ended
):
    start_cluster(BREAKER_OPEN_SECONDS=2)
    down = True
    openai.when(lambda call: down and name_of(call).startswith(("scene", "cover")), faults.status(503), times=1000)
    job = start_book()

    def given_up() -> bool:
        job.refresh_from_db()
        return (job.status, job.retry_count) == ("pending", 1)

    assert eventually(given_up)
    assert job.error_code == "EXTERNAL_SERVICE_ERROR"
    calls, down = len(pictures(openai)), False
    assert calls <= 1 + 2 * (3 + 4)  # the portrait; three troubles and what ran beside them, each call tried twice
    began = time.monotonic()
    ended(job, "completed", 15)
    assert time.monotonic() - began > 0.5
    assert job.result_data["has_errors"] is False
    assert asked(openai)["portrait"] == 1
    assert len(pictures(openai)) == calls + len(PICTURES) - 1
