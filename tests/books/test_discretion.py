"""However a book ends, and however much an operator logs, no log tells what the family wrote or sent."""

import re

from jobs.engine import cancel
from tests.books.conftest import FAMILY_WORDS, assert_discreet
from tests.books.drawn import Held, brought_pages, of
from tests.chaos.clusters import eventually
from tests.fakes import faults


def test_a_talkative_cluster_tells_nothing_of_the_family(start_cluster, openai, start_book, ended, request_body):
    cluster = start_cluster(LOG_LEVEL="DEBUG")
    echo = f"Rejected: {request_body['story']} for {openai.key}"
    openai.when(of("scene-1"), faults.status(400, "moderation_blocked", message=echo), times=100)
    openai.when(of("scene-2"), faults.status(500, message=echo), times=2)
    ended(start_book(pages=brought_pages(5)), "completed")
    openai.reset()
    openai.key = "another"
    ended(start_book(), "failed")
    openai.key = "sk-proj-Zephyrwillow77"
    openai.plan = lambda call: echo
    ended(start_book(), "failed", 30)
    _cancelled(openai, start_book, ended)
    assert len(re.findall("event=job.(completed|failed|cancelled)", cluster.said())) >= 4
    assert cluster.said().count("Call ") >= 4
    assert_discreet(cluster.said())


def test_the_search_would_find_the_family_s_words(request_body, photo_url):
    for words in (request_body["story"], request_body["title"], photo_url, "sk-proj-Zephyrwillow77"):
        assert FAMILY_WORDS.search(words)


def _cancelled(openai, start_book, ended) -> None:
    Held(openai, 1)
    job = start_book(pages=brought_pages(2))
    assert eventually(lambda: openai.parallel)
    cancel(job.id, actor="alice")
    ended(job, "cancelled", 5)
