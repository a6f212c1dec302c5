"""Words are found where they stand, and an anchored pattern finds what `finditer` finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from extractor.spots import Anchored, first_words, spots, windows
from tests.texts import texts

PATTERN = r"\b(?:the|said (?:so|no)|model)\b"
ANCHORED = Anchored(re.compile(PATTERN, re.IGNORECASE), ["the", "said so", "model"])


def test_words_stand_where_they_begin_whatever_their_case() -> None:
    assert spots("Said the model: said.").of(frozenset({"said", "model", "none"})) == [0, 9, 16]


@given(texts())
def test_an_anchored_pattern_finds_what_a_search_finds(text: str) -> None:
    text = text.replace(" ", " the ") + " Said so. MODEL-the remodel"
    spans = [hit.span() for hit in ANCHORED.find(text)]
    assert spans == [hit.span() for hit in re.finditer(PATTERN, text, re.IGNORECASE)]


def test_a_stretch_bounds_what_is_found() -> None:
    assert [hit.span() for hit in ANCHORED.find("the model the", 1, 12)] == [(4, 9)]


def test_a_phrase_that_begins_with_a_sign_has_no_first_word() -> None:
    assert first_words(["Won't do", "so"]) == {"won", "so"}
    with pytest.raises(ValueError, match="no letter"):
        first_words(["~"])


def test_windows_join_where_they_touch_and_stay_inside() -> None:
    assert windows("x" * 100, [(5, 6), (20, 21), (60, 60)], 10) == [(0, 31), (50, 70)]
