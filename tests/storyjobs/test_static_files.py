"""Static files: hashed names down to the imports of our modules, plain names for other sites."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from storyjobs.static_files import HashedFiles
from tests.clients.node import run

KIT = Path(__file__).resolve().parents[2] / "jobs" / "static" / "kit"
PAGE = b"""import { cancelJob } from "../kit/storyjobs.js"; export { cancelJob };"""
IMPORT = re.compile(r"from '(\./[^']+)'")


@pytest.fixture
def collected(tmp_path, settings) -> dict[str, Path]:
    """The kit's files as production keeps them, by their plain names."""
    settings.DEBUG, settings.WHITENOISE_KEEP_ONLY_HASHED_FILES = False, False
    storage, source = HashedFiles(location=tmp_path), FileSystemStorage(location=KIT.parent)
    names = [f"kit/{path.name}" for path in KIT.iterdir()]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    storage.save("pages/jobs.js", ContentFile(PAGE))
    names.append("pages/jobs.js")
    processed = storage.post_process({name: (storage, name) for name in names})
    assert all(isinstance(outcome, bool) for _, _, outcome in processed)  # else an exception
    return {name.rpartition("/")[2]: tmp_path / storage.stored_name(name) for name in names}


def test_modules_import_one_another_by_hashed_names(collected):
    imported = {name: IMPORT.findall(path.read_text()) for name, path in collected.items() if name.endswith(".js")}
    assert imported["storyjobs.js"]
    hashed = {f"./{path.name}" for path in collected.values()}
    assert {url for urls in imported.values() for url in urls} <= hashed


def test_pages_have_the_same_modules_as_the_kit_itself(collected):
    one, other = collected["jobs.js"], collected["storyjobs.js"]
    assert other.name in one.read_text()
    (one.parent / "package.json").write_text('{"type": "module"}')
    program = f"const [one, other] = [await import('{one}'), await import('{other}')];"
    assert (
        run("node", "--input-type=module", "-e", f"{program} console.log(one.cancelJob === other.cancelJob)")
        == "true\n"
    )


def test_plain_names_stay_for_other_sites(collected):
    del collected["jobs.js"]
    for name, path in collected.items():
        assert (path.parent / name).read_bytes() == (KIT / name).read_bytes()


@pytest.mark.parametrize("name", ["storyjobs.js", "requests.js"])
def test_another_site_may_load_the_modules(client, name):
    answer = client.get(f"/static/kit/{name}", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Access-Control-Allow-Origin"] == "*"
