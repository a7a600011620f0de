"""A picture that another model drew is no answer to the same wish."""

from tests.books.drawn import pictures


def test_another_model_draws_anew(start_cluster, openai, cartoon, alice):
    first = start_cluster()
    cartoon(alice)
    first.stop(within=10)
    start_cluster(OPENAI_IMAGE_MODEL="gpt-image-1")
    assert cartoon(alice).result_data["cached"] is False
    assert cartoon(alice).result_data["cached"] is True
    assert [call.json["model"] for call in pictures(openai)][1] == "gpt-image-1"
    assert len(pictures(openai)) == 2
