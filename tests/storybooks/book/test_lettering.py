"""Text on its way to paper."""

import pytest

from storybooks.book.lettering import language, missing_characters, paragraphs, runs_right_to_left


@pytest.mark.parametrize(
    "text",
    [
        "Hello, “Mia”…",
        "Ελληνικά",
        "Їжак",
        "Việt",
        "مرحبا",
        "שלום",
        "नमस्ते",
        "สวัสดี",
        "直骨",
        "こんにちは",
        "안녕",
        "👩‍👩‍👧 ❤️ 🇩🇪",
        "a\n\tb",
    ],
)
def test_the_scripts_families_write_in_miss_nothing(text):
    assert missing_characters(text) == set()


def test_what_no_font_draws_is_named():
    assert missing_characters("a\U00012000b\ud800\U000f0000") == {"\U00012000", "\ud800", "\U000f0000"}


def test_lines_become_paragraphs_without_blanks_around_them():
    assert paragraphs("  One  two \r\n\r\n three\u2028four\x07 ") == ["One two", "three", "four"]


def test_only_words_too_long_for_a_column_may_break_anywhere():
    assert paragraphs("internationalisation") == ["internationalisation"]
    (line,) = paragraphs("x" * 50)
    assert line.replace("\u00ad", "") == "x" * 50
    assert max(map(len, line.split("\u00ad"))) <= 21


def test_a_long_word_never_breaks_between_a_letter_and_its_accent():
    (line,) = paragraphs("x\u0311\u0331" * 40)
    assert all(part[0] == "x" for part in line.split("\u00ad"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", "und"),
        ("Γεια", "el"),
        ("שלום", "he"),
        ("สวัสดี", "th"),
        ("你好", "zh"),
        ("東京へ行く", "ja"),
        ("カタカナ", "ja"),
        ("안녕", "ko"),
        ("123 !", "und"),
        ("", "und"),
    ],
)
def test_the_script_tells_the_language_where_it_can(text, expected):
    assert language(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("مرحبا Mia", True), ("שלום", True), ("Hello سلا", False), ("", False)])
def test_most_letters_decide_the_direction(text, expected):
    assert runs_right_to_left(text) is expected
