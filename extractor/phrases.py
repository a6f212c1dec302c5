"""rules/en/phrases.yaml -> the little words between numbers and names: patterns, sets and mappings by name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from extractor import rules
from extractor.errors import RulesError

_CASES = {"i": "iI\u0130\u0131", "k": "kK\u212a", "s": "sS\u017f"}
"""All that these letters match without regard to case."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(_Strict):
    """A named pattern; its `example` marks with `<m>` what it must match, its `counterexample` what it must not."""

    name: str
    where: Literal["before", "behind", "within", "whole"]
    """How it is held against a text: ending at a place, beginning at one, anywhere in a stretch, or as all of one."""
    pattern: str
    cased: bool = False
    example: str
    counterexample: str | None = None


class Words(_Strict):
    """A named set of words in lower case; the one marked in its `example` is among them."""

    name: str
    words: tuple[str, ...]
    example: str


class Meanings(_Strict):
    """Words in lower case with what each stands for; the one marked in its `example` is among them."""

    name: str
    words: dict[str, str]
    example: str


class PhraseRules(_Strict):
    """rules/en/phrases.yaml."""

    phrases: tuple[Phrase, ...]
    words: tuple[Words, ...]
    meanings: tuple[Meanings, ...]


def vocabulary() -> PhraseRules:
    """The English phrases, read once."""
    return rules.load("en/phrases.yaml", PhraseRules)


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern of that name, without regard to case unless it says otherwise."""
    rule = next((p for p in vocabulary().phrases if p.name == name), None)
    if rule is None:
        raise RulesError(f"rules/en/phrases.yaml: phrases: {name!r} is missing")
    return re.compile(rule.pattern, 0 if rule.cased else re.IGNORECASE)


@functools.cache
def words(name: str) -> frozenset[str]:
    """The set of words of that name."""
    rule = next((w for w in vocabulary().words if w.name == name), None)
    if rule is None:
        raise RulesError(f"rules/en/phrases.yaml: words: {name!r} is missing")
    return frozenset(rule.words)


@functools.cache
def meanings(name: str) -> dict[str, str]:
    """What each word of that name stands for."""
    rule = next((m for m in vocabulary().meanings if m.name == name), None)
    if rule is None:
        raise RulesError(f"rules/en/phrases.yaml: meanings: {name!r} is missing")
    return rule.words


def alternation(words: Iterable[str], blank: str = r"[ \t]{1,3}") -> str:
    """Words as alternatives of a pattern, grouped by first letter, the longest first; `blank` is what spaces may be."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        groups.setdefault(word[:1].lower(), []).append(word)
    return "|".join(branch for group in groups.values() for branch in _branches(group, blank))


def _branches(group: Sequence[str], blank: str) -> Sequence[str]:
    """Words that begin with one letter as one alternative; signs, and letters in either case, one by one."""
    if len({word[:1] for word in group}) > 1 or not group[0][:1].isalpha():
        return [_loose(word, blank) for word in group]
    return [quick(f"{group[0][0]}(?:{'|'.join(_loose(word[1:], blank) for word in group)})")]


def quick(alternative: str) -> str:
    """An alternative of a pattern that fails at once where another letter stands than the one it begins with, if any.

    Without regard to case, `re` would else try each of a hundred words at every place of a text. So the letter is
    spelled out in both cases, and then held against the case that the pattern asks for.
    """
    first = alternative[:1]
    if not "a" <= first.lower() <= "z" or alternative[1:2] in ("?", "*", "+", "{"):
        return alternative
    return f"(?-i:[{_CASES.get(first.lower(), first.lower() + first.upper())}])(?<={first}){alternative[1:]}"


def _loose(word: str, blank: str) -> str:
    return re.escape(word).replace(r"\ ", blank)
