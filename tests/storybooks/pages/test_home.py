"""The first page, and the sample pictures on it."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from PIL import Image

from storybooks.pages import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(settings, tmp_path, monkeypatch) -> list[str]:
    """The names of the samples that were drawn, quickly: each is one colour."""
    settings.SAMPLES_ROOT = tmp_path
    names: list[str] = []

    def paint(name: str) -> bytes:
        names.append(name)
        stream = io.BytesIO()
        Image.new("RGB", (1024, 1280 if name == "photo" else 1024), "#cc4422").save(stream, "JPEG")
        return stream.getvalue()

    monkeypatch.setattr(samples, "_drawn", paint)
    return names


def home(client, **headers) -> str:
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    return answer.content.decode()


def test_it_shows_what_comes_out_and_search_engines_may_find_it(client):
    page = home(client)
    assert "<h1" in page
    assert "noindex" not in page
    assert page.count("/style-") >= 5
    assert page.count("/scene-") >= 5


def test_every_picture_keeps_its_place_and_most_are_fetched_when_they_come_near(client):
    pictures = re.findall(r"<img [^>]+>", home(client))
    assert all(re.search(r'width="\d+" height="\d+"', picture) for picture in pictures)
    samples_shown = [picture for picture in pictures if "/samples/" in picture]
    assert [("loading" in picture) for picture in samples_shown] == [False] * 2 + [True] * (len(samples_shown) - 2)
    assert all("srcset" in picture and "sizes" in picture for picture in samples_shown)


def test_promises_are_what_is_set(client, settings):
    settings.PHOTO_RETENTION_DAYS, settings.SUBSCRIPTION_LIMITS, settings.STUDIO = 5, {"free": 2}, "openai"
    page = home(client)
    assert "It is erased 5 days after" in page
    assert "2 books a month are free" in page
    assert "go to the service that does this for us" in page
    settings.SUBSCRIPTION_LIMITS, settings.STUDIO = {"free": 0}, "offline"
    page = home(client)
    assert "a month" not in page
    assert "Writing and drawing happen on our own machines" in page


def test_it_asks_the_database_nothing_of_a_guest(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        home(client)


def test_a_sample_is_drawn_once_in_all_sizes_and_kept_by_browsers_for_good(client, drawn):
    sizes = {}
    for width in samples.WIDTHS:
        answer = client.get(samples.address("scene-3", width))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "immutable" in answer["Cache-Control"]
        sizes[width] = Image.open(io.BytesIO(answer.content)).size
    assert sizes == {width: (width, width) for width in samples.WIDTHS}
    assert drawn == ["scene-3"]


def test_the_photo_has_the_shape_that_the_page_keeps_free_for_it(client, drawn):
    answer = client.get(samples.address("photo", 960))
    assert Image.open(io.BytesIO(answer.content)).size == samples.size("photo")


def test_browsers_that_ask_at_once_wait_for_one_drawing(drawn):
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: samples.sample("cover", 320), range(4)))
    assert len(answers) == 1
    assert drawn == ["cover"]


@pytest.mark.parametrize("name", ["scene-99-640", "scene-3-641", "cover-0", "..%2Fsecret-320", "style-oil-320"])
def test_what_is_no_sample_is_not_drawn(client, drawn, name):
    assert client.get(f"/samples/{samples.version()}/{name}.webp").status_code == 404
    assert drawn == []


def test_a_page_of_another_version_gets_its_pictures_and_keeps_none(client, drawn):
    answer = client.get("/samples/0123456789ab/cover-320.webp")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_the_command_draws_what_is_missing(drawn, capsys, monkeypatch):
    monkeypatch.setattr(samples, "NAMES", ("photo", "cover", "style-anime"))
    samples.sample("cover", 320)
    call_command("draw_samples")
    assert sorted(drawn) == sorted(samples.NAMES)
    call_command("draw_samples")
    assert len(drawn) == len(samples.NAMES)
    assert "sample pictures are there" in capsys.readouterr().out


def test_the_studio_itself_draws_them(settings, tmp_path):
    settings.SAMPLES_ROOT = tmp_path
    picture = Image.open(io.BytesIO(samples.sample("style-flat-illustration", 320)))
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20)) > 1000
