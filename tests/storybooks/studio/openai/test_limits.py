"""Nothing hangs, and no more is asked at once than was agreed."""

import asyncio
import time

import pytest
from asgiref.sync import async_to_sync

from jobs.errors import TransientError
from storybooks.studio.openai import openai_studio
from tests.fakes import faults


@pytest.mark.parametrize("fault", [faults.hang(), faults.drip(0.05), faults.slow(30)], ids=["hang", "drip", "slow"])
@pytest.mark.parametrize(
    "work",
    [
        lambda studio, photo, look: studio.writer.describe_hero(photo, "children"),
        lambda studio, photo, look: studio.illustrator.draw_portrait(photo, look),
    ],
    ids=["text", "picture"],
)
def test_a_silent_or_dripping_server_is_left_at_the_deadline(ask, server, settings, photo, look, fault, work):
    settings.OPENAI_TEXT_DEADLINE = settings.OPENAI_IMAGE_DEADLINE = 0.5
    server.script(fault)
    started = time.monotonic()

    with pytest.raises(TransientError) as failed:
        ask(lambda studio: work(studio, photo, look))

    assert failed.value.code == "EXTERNAL_SERVICE_ERROR"
    assert time.monotonic() - started < 3
    assert server.calls[0].gone.wait(3)


def test_cancelling_a_job_stops_its_call_at_once(server, look, scene):
    server.script(faults.hang())

    async def cancelled():
        async with openai_studio() as studio:
            drawing = asyncio.create_task(studio.illustrator.draw_scene(scene, look))
            await asyncio.to_thread(server.called.wait, 5)
            started = time.monotonic()
            drawing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await drawing
            return time.monotonic() - started

    assert async_to_sync(cancelled)() < 1
    assert server.calls[0].gone.wait(3)


def test_no_more_calls_run_side_by_side_than_agreed_and_all_are_answered(ask, server, settings, look, scene):
    settings.STUDIO_CONCURRENCY = 3
    server.delay = 0.1

    async def many(studio):
        return await asyncio.gather(*(studio.illustrator.draw_scene(scene, look) for _ in range(8)))

    pictures = ask(many)

    assert len({picture.data for picture in pictures}) == 8
    assert server.max_parallel == 3


def test_waiting_for_a_turn_does_not_count_towards_the_deadline(ask, server, settings, look, scene):
    settings.STUDIO_CONCURRENCY, settings.OPENAI_IMAGE_DEADLINE = 1, 1
    server.delay = 0.4

    async def many(studio):
        return await asyncio.gather(*(studio.illustrator.draw_scene(scene, look) for _ in range(4)))

    assert len(ask(many)) == 4
