"""Secrets that settings may name. What is signed and verified with them: tests of callbacks and of payments."""

import base64

import pytest

from users.webhooks import is_secret, written


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (written(b"k" * 24), True),
        (written(b"k" * 64), True),
        (base64.b64encode(b"k" * 32).decode(), True),
        (written(b"k" * 23), False),
        ("whsec_", False),
        ("whsec_!" + "a" * 40, False),
        ("whsec_" + "a" * 41, False),
        ("é" * 40, False),
    ],
)
def test_a_secret_is_long_and_base64(text, good):
    assert is_secret(text) is good
