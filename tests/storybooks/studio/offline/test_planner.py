import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybooks.api.storybook_input import PageInput
from storybooks.catalog import AUDIENCES
from storybooks.studio.offline import setting as reading
from storybooks.studio.offline.bridges import WORDLESS
from storybooks.studio.offline.planner import plan_pages
from storybooks.studio.offline.prompts import to_prompt
from storybooks.studio.offline.sentences import sentences

SAMPLE = Path(__file__).parents[4] / "storybooks" / "samples" / "story.txt"
EMOTIONS = {"happy", "sad", "excited", "scared", "angry", "surprised", "curious", "confused", "determined"}
stories = st.text(min_size=1, max_size=3000) | st.lists(
    st.sampled_from(
        ["Mia saw a fox. ", "It rained! ", "你好，世界。", "Wer ist da? ", "مرحبا بالعالم؟ ", "a,b ", "no end "]
    ),
    min_size=1,
    max_size=120,
).map("".join)


def scenes_of(story, audience="children", title="Title"):
    return [scene for page in plan_pages(title, story, audience) for scene in page.scenes]


def letters(text):
    return re.sub(r"\s", "", text)


def assert_counts(pages, audience):
    profile = AUDIENCES[audience]
    assert [page.number for page in pages] == list(range(1, profile.pages + 1))
    assert sum(len(page.scenes) for page in pages) == profile.scenes
    low, high = profile.scenes_per_page
    assert all(low <= len(page.scenes) <= high for page in pages)


@given(stories, st.sampled_from(sorted(AUDIENCES)))
@settings(max_examples=60, deadline=None)
def test_any_story_fills_exactly_the_pages_and_scenes_of_its_audience(story, audience):
    pages = plan_pages("Title", story, audience)
    assert_counts(pages, audience)
    assert all(scene.description.strip() and scene.emotion in EMOTIONS for page in pages for scene in page.scenes)


@given(stories)
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_story_is_lost_or_moved(story):
    told = letters("".join(scene.description for scene in scenes_of(story)))
    position = 0
    for letter in letters(story):
        position = told.find(letter, position) + 1
        assert position > 0


@given(st.lists(st.sampled_from(["The fox ran", "Rain fell", "Mia sang", "They slept"]), min_size=10, max_size=80))
@settings(max_examples=40, deadline=None)
def test_with_enough_sentences_each_stands_once_in_one_scene_in_order(words):
    story = " ".join(f"{sentence} {number}." for number, sentence in enumerate(words))
    told = [sentence for scene in scenes_of(story) for sentence in sentences(scene.description)]
    assert told == sentences(story)


@pytest.mark.parametrize("audience", sorted(AUDIENCES))
@pytest.mark.parametrize(
    "story",
    [
        "A fox slept.",
        "word " * 4000,
        "长" * 6000,
        "العالم جميل " * 900,
        "x" * 20000,
        "no punctuation at all but quite a few words that wander on and on through the forest to the sea",
        "   \n\n  ",
        "😀😀😀",
    ],
)
def test_odd_stories_still_become_a_whole_book(story, audience):
    assert_counts(plan_pages("A title", story, audience), audience)


def test_a_long_story_is_spread_evenly():
    lengths = [len(scene.description) for scene in scenes_of("The fox ran over the hill to the river. " * 200)]
    assert max(lengths) < 1.3 * min(lengths)


@given(
    st.lists(st.text("abc ,", min_size=1, max_size=3000), min_size=1, max_size=30), st.sampled_from(sorted(AUDIENCES))
)
@settings(max_examples=60, deadline=None)
def test_the_pages_of_a_story_are_accepted_as_the_pages_of_a_request(parts, audience):
    for page in plan_pages("", ". ".join(parts)[:9_999] + ".", audience):
        scenes = [
            {"description": scene.description, "emotion": scene.emotion, "imagePrompt": scene.image_prompt}
            for scene in page.scenes
        ]
        PageInput(data={"pageNumber": page.number, "scenes": scenes}).is_valid(raise_exception=True)


@pytest.mark.parametrize("audience", sorted(AUDIENCES))
@pytest.mark.parametrize("story", ["Mia sat in the dark cave at night. She was scared of the dragon.", " "])
def test_a_story_without_a_title_becomes_a_whole_book(story, audience):
    assert_counts(plan_pages("", story, audience), audience)


def test_bridges_never_leave_the_place_and_hour_of_the_story():
    planned = scenes_of("Mia sat in the dark cave at night. She was scared of the dragon.", "adults")
    settings_read = [reading.read(scene.image_prompt) for scene in planned]
    assert {(setting.place, setting.time) for setting in settings_read} == {("cave", "night")}
    assert len({scene.description for scene in planned}) == len(planned)


def test_bridges_keep_the_storys_own_ending_last():
    assert scenes_of("Mia found a key. She opened the garden gate.")[-1].description == "She opened the garden gate."


@pytest.mark.parametrize(
    ("story", "bridge_word"),
    [
        ("Der Fuchs lief in den Wald und war nicht allein.", "und"),
        ("Le renard et la lune sont dans la forêt.", "et"),
        ("كان الثعلب في الغابة. خرج من بين الأشجار ومشى إلى النهر.", "شيء"),
    ],
)
def test_bridges_speak_the_language_of_the_story(story, bridge_word):
    texts = [scene.description for scene in scenes_of(story)]
    assert not any(re.search(r"\bthe\b", text, re.IGNORECASE) for text in texts)
    added = [text for text in texts if text not in story]
    assert added
    assert WORDLESS not in added
    assert any(bridge_word in text for text in added)
    assert all(text.endswith((".", "!")) for text in texts)


def test_scenes_carry_place_weather_and_named_friends_on_until_the_text_changes_them():
    story = (
        "Ada walked into the forest. It began to rain. She met a fox called Pip. Pip laughed. They ran on. They sang. "
        "At night they reached the beach. Pip slept. Ada said goodbye to Pip. She went home alone."
    )
    read = [reading.read(scene.image_prompt) for scene in scenes_of(story)]
    assert [setting.place for setting in read[:6]] == ["forest"] * 6
    assert [setting.weather for setting in read[1:6]] == ["rain"] * 5
    assert all("fox" in setting.companions for setting in read[2:8])
    assert (read[6].place, read[6].time) == ("beach", "night")
    assert read[9].companions == ()


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("She looked for her lost lantern.", "lantern"),
        ("There was no boat.", "boat"),
        ("The lantern was gone!", "lantern"),
    ],
)
def test_what_the_text_says_is_missing_is_not_in_the_picture(text, absent):
    assert absent not in reading.read(text).things


def test_a_place_only_spoken_of_does_not_move_the_scene():
    before = reading.Setting("forest", "day", "clear")
    assert reading.follow(before, '"I saw it in the mountains," said the owl.').place == "forest"


@pytest.mark.parametrize(
    "text", ["The door stood at the end.", "We chat and see the top.", "Is this ours?", "She lit a lamp."]
)
def test_short_foreign_words_do_not_disturb_english(text):
    found = reading.read(text)
    assert (found.companions, found.place) in {((), ""), ((), "home"), ((), "village")}


def test_the_prompt_can_be_read_back_exactly():
    wanted = reading.Setting("castle", "dusk", "fog", ("dragon", "child"), ("key",), "run")
    assert reading.read(to_prompt(wanted, "brave", "")) == wanted


def test_the_sample_story_visits_several_places_hours_and_friends():
    read = [reading.read(scene.image_prompt) for scene in scenes_of(SAMPLE.read_text(), "young_adults")]
    assert len({setting.place for setting in read}) >= 5
    assert len({setting.time for setting in read}) >= 3
    assert {"fox", "owl", "dragon"} <= {kind for setting in read for kind in setting.companions}
