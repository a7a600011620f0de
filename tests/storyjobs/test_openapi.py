"""The API's description and the pages that show it."""

import re

import pytest
from jsonschema import Draft202012Validator


@pytest.fixture
def document(client, db) -> dict:
    return client.get("/api/schema/?format=json").json()


def _contents(part):
    """Every content of the document that has a schema and examples."""
    if isinstance(part, dict):
        if "schema" in part and "examples" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _contents(each)


def test_every_example_is_what_its_schema_allows(document):
    contents = list(_contents(document["paths"]))
    assert len(contents) > 100
    for content in contents:
        schema = {**content["schema"], "components": document["components"]}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for name, example in content["examples"].items():
            assert not [error.message for error in validator.iter_errors(example["value"])], name


def test_the_names_of_components_read_well_in_a_client(document):
    for name in document["components"]["schemas"]:
        assert re.fullmatch(r"([A-Z][a-z]+)+", name), name
        assert not name.endswith("Enum")


def test_every_operation_has_an_id_of_its_own(document):
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/api/docs/", "/api/docs/?script=", "/api/redoc/"])
def test_a_page_names_no_other_host_and_may_load_from_none(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"(https?:)?//[a-z0-9]", answer.content.decode())
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "//" not in answer["Content-Security-Policy"]
