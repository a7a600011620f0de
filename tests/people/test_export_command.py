"""manage.py export_user"""

import os
import stat

import pytest
from django.core.management import CommandError, call_command

from storybooks.files import keep
from storybooks.media import media_store
from storybooks.models import StoredFile
from tests.jobs.helpers import make_job
from tests.people.conftest import WORDS, Unpacked

pytestmark = pytest.mark.django_db


@pytest.fixture
def exporting(tmp_path):
    """A function: what the command wrote for this person."""

    def export(person) -> Unpacked:
        call_command("export_user", str(person), output=tmp_path / "all.zip")
        return Unpacked((tmp_path / "all.zip").read_bytes())

    return export


def test_everything_about_a_person_is_in_one_zip(family, exporting):
    got = exporting(family.user.pk)
    (account,) = got.rows("account")
    assert (account["phone"], account["full_name"]) == ("+491701234567", "Zuleikawillow Smith")
    (job,) = got.rows("jobs")
    assert (job["input_data"]["story"], job["result_data"]) == (WORDS, {"title": WORDS})
    assert [row["to_status"] for row in got.rows("job-history")] == ["pending", "processing", "completed"]
    assert {row["name"]: row["output"] for row in got.rows("job-steps")} == {
        "hero": {"description": f"{WORDS} has brown hair"},
        "scene-1": None,
    }
    assert [row["url"] for row in got.rows("callbacks")] == ["https://zuleikawillow.example/"]
    assert [row["story"] for row in got.rows("books")] == [WORDS]
    assert [row["notes"] for row in got.rows("print-orders")] == [f"To {WORDS}"]
    assert len(got.rows("sign-ins")) == 2  # by tokens, and in a browser
    assert len(got.rows("one-time-codes")) == len(got.rows("pictures-drawn-before")) == 1


def test_the_pictures_and_books_are_in_it_under_the_ids_that_the_lists_name(family, exporting, picture):
    got = exporting(family.user.pk)
    assert got.files == {f"{file.id}.png" for file in family.files}
    assert {row["id"] for row in got.rows("files")} == {str(file.id) for file in family.files}
    assert got.contents[f"files/{family.files[0].id}.png"] == picture


def test_it_says_in_plain_words_what_is_what(family, exporting):
    got = exporting(family.user.pk)
    assert "your finished books, with their stories" in got.readme
    lists = {name for name in got.contents if name.endswith(".json")}
    assert all(name in got.readme for name in lists)
    assert "lost" not in got.readme


def test_no_secret_and_nothing_of_our_own_machines_is_in_it(family, exporting):
    got = exporting(family.user.pk)
    everything = b"".join(content for name, content in got.contents.items() if name.endswith(".json")).decode()
    for word in ("Traceback", "password", "code_hash", "refresh_id", "lease", "worker", family.files[0].key):
        assert word not in everything


def test_nothing_of_anybody_else_is_in_it(family, exporting, bob, picture):
    make_job(bob, data={"story": "Bobwillow"})
    keep("scene", picture, "image/png", user_id=bob.pk)
    got = exporting(bob.pk)
    assert len(got.rows("jobs")) == len(got.rows("files")) == len(got.files) == 1
    everything = b"".join(got.contents.values()).decode(errors="replace")
    assert "Bobwillow" in everything
    assert not any(trace in everything for trace in family.traces)


@pytest.mark.parametrize("name", ["+491701234567", "+49 170 1234567", "00491701234567", "Zuleika@Example.com"])
def test_a_person_is_known_by_phone_and_e_mail_too(family, exporting, settings, name):
    settings.PHONE_REGIONS = ["DE"]
    (account,) = exporting(name).rows("account")
    assert account["id"] == str(family.user.pk)


@pytest.mark.parametrize("name", ["+491700000000", "nobody@example.com", "12345678-1234-4234-8234-123456789012", "x"])
def test_nobody_by_this_name(db, tmp_path, name):
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("export_user", name, output=tmp_path / "all.zip")
    assert os.listdir(tmp_path) == []


def test_a_person_without_anything_gets_empty_lists(bob, exporting):
    got = exporting(bob.pk)
    assert got.rows("jobs") == got.rows("books") == []
    assert got.files == set()


def test_more_rows_than_fit_one_look_are_all_there(bob, exporting, monkeypatch):
    monkeypatch.setattr("users.export.BATCH", 3)
    monkeypatch.setattr("storybooks.personal_data.BATCH", 3)
    jobs = {str(make_job(bob, run_at="2099-01-01T00:00Z").pk) for _ in range(5)}
    kept = {keep("scene", b"x", "image/png", user_id=bob.pk).id for _ in range(7)}
    got = exporting(bob.pk)
    assert {row["id"] for row in got.rows("jobs")} == jobs
    assert got.files == {f"{id}.png" for id in kept}


def test_the_file_is_for_whoever_asked_alone_even_where_others_may_read_by_default(family, tmp_path):
    umask = os.umask(0)
    try:
        call_command("export_user", str(family.user.pk), output=tmp_path / "all.zip")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_touched(family, tmp_path):
    (tmp_path / "all.zip").write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_user", str(family.user.pk), output=tmp_path / "all.zip")
    assert (tmp_path / "all.zip").read_text() == "mine"


def test_a_folder_that_is_not_there_is_a_sentence(family, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("export_user", str(family.user.pk), output=tmp_path / "no" / "all.zip")


def test_bytes_that_are_lost_are_told_of_and_the_rest_is_there(family, exporting):
    lost, *rest = family.files
    media_store().delete(lost.key)
    got = exporting(family.user.pk)
    assert got.files == {f"{file.id}.png" for file in rest}
    assert f"contents are lost:\n{lost.id}.png" in got.readme


def test_a_store_that_does_not_answer_leaves_no_file_at_all(family, tmp_path, settings):
    settings.CLOUDINARY_CLOUD_NAME = settings.CLOUDINARY_API_KEY = settings.CLOUDINARY_API_SECRET = None
    StoredFile.objects.filter(id=family.files[2].id).update(store="cloudinary")
    with pytest.raises(CommandError, match=r"not set up correctly\. Nothing was written"):
        call_command("export_user", str(family.user.pk), output=tmp_path / "all.zip")
    assert os.listdir(tmp_path) == []
