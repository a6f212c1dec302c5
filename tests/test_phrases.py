"""Every phrase -> proof by the stretch marked in its own example, and by the one in its counterexample."""

from __future__ import annotations

import re
from pathlib import Path
from re import _parser as sre  # type: ignore[attr-defined]
from typing import Any

import pytest

from extractor import phrases
from extractor.errors import RulesError

RULES = phrases.vocabulary()
MARK = re.compile(r"<m>(.*?)</m>")
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in Path(phrases.__file__).parent.rglob("*.py"))


def marked(example: str) -> tuple[str, int, int]:
    """The plain text of an example and the stretch that it marks; all of it where nothing is marked."""
    hit = MARK.search(example)
    if hit is None:
        return example, 0, len(example)
    return example[: hit.start()] + hit[1] + example[hit.end() :], hit.start(), hit.start() + len(hit[1])


def found(phrase: phrases.Phrase, example: str) -> tuple[int, int] | None:
    """Where the pattern matches, held against the example as the code holds it against an article."""
    text, start, end = marked(example)
    pattern = phrases.pattern(phrase.name)
    hit = {
        "whole": lambda: pattern.fullmatch(text[start:end]),
        "behind": lambda: pattern.match(text[start:]),
        "before": lambda: pattern.search(text[:end]),
        "within": lambda: pattern.search(text),
    }[phrase.where]()
    if hit is None:
        return None
    offset = start if phrase.where in ("whole", "behind") else 0
    return hit.start() + offset, hit.end() + offset


@pytest.mark.parametrize("phrase", RULES.phrases, ids=lambda p: p.name)
def test_a_pattern_matches_what_its_example_marks(phrase: phrases.Phrase) -> None:
    assert MARK.search(phrase.example)
    assert found(phrase, phrase.example) == marked(phrase.example)[1:]


@pytest.mark.parametrize("phrase", [p for p in RULES.phrases if p.counterexample], ids=lambda p: p.name)
def test_a_pattern_leaves_its_counterexample_alone(phrase: phrases.Phrase) -> None:
    assert found(phrase, phrase.counterexample or "") is None


@pytest.mark.parametrize("rule", [*RULES.words, *RULES.meanings], ids=lambda r: r.name)
def test_a_word_of_the_example_is_known(rule: phrases.Words | phrases.Meanings) -> None:
    text, start, end = marked(rule.example)
    known = phrases.words(rule.name) if isinstance(rule, phrases.Words) else phrases.meanings(rule.name)
    assert text[start:end].lower() in known
    assert all(word == word.lower() for word in known)


@pytest.mark.parametrize("rule", [*RULES.phrases, *RULES.words, *RULES.meanings], ids=lambda r: r.name)
def test_every_phrase_is_read_by_the_code(rule: Any) -> None:
    assert f'"{rule.name}"' in SOURCE


def test_names_are_given_once() -> None:
    for rules in (RULES.phrases, RULES.words, RULES.meanings):
        names = [rule.name for rule in rules]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("reader", [phrases.pattern, phrases.words, phrases.meanings])
def test_an_unknown_name_is_an_error_of_the_rules(reader: Any) -> None:
    with pytest.raises(RulesError, match="no such phrase"):
        reader("no such phrase")


def _nested(tree: Any, inside: bool = False) -> bool:
    """Whether an unbounded repetition stands within another, which may take exponential time."""
    for code, value in tree:
        repeats = code in (sre.MAX_REPEAT, sre.MIN_REPEAT)
        unbounded = repeats and value[1] == sre.MAXREPEAT
        if unbounded and inside:
            return True
        for part in value if isinstance(value, tuple | list) else ():
            for branch in part if isinstance(part, list) else (part,):
                if isinstance(branch, sre.SubPattern) and _nested(branch, inside or unbounded):
                    return True
    return False


@pytest.mark.parametrize("phrase", RULES.phrases, ids=lambda p: p.name)
def test_no_pattern_repeats_without_bound_within_a_repetition(phrase: phrases.Phrase) -> None:
    assert not _nested(sre.parse(phrase.pattern))


def test_nested_repetition_is_seen() -> None:
    assert _nested(sre.parse(r"(?:a|(?:b+))*c"))
    assert not _nested(sre.parse(r"a+(?:b{1,3}c){0,4}d*"))


WORDS = ("in", "in theory", "India", "is", "kilo", "as", "as of", "up to", "US", "≈", "°C", "élan", "2 of")
TEXTS = ("In theory, India IS \u212ailo", "a\u017f of the us: up\tto ≈2 of", "\u0130n Élan 5 °C", "as\u00a0of basins")


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("text", TEXTS)
def test_words_grouped_by_their_first_letter_match_as_the_plain_list_does(text: str, flags: int) -> None:
    plain = "|".join(
        re.escape(word).replace(r"\ ", r"[ \t]{1,3}") for word in sorted(WORDS, key=lambda w: (-len(w), w))
    )
    for shape in (r"\b(?:{})\b", r"(?:{})", r"(?P<word>{})(?=\s|$)"):
        grouped, each = (re.compile(shape.format(words), flags) for words in (phrases.alternation(WORDS), plain))
        assert [m.span() for m in grouped.finditer(text)] == [m.span() for m in each.finditer(text)]
