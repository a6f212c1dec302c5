"""rules/en/links.yaml -> the words of a language that stand for groups and for things named before, as patterns."""

from __future__ import annotations

import functools
import re

from extractor import rules
from extractor.models import EntityKind, Record
from extractor.phrases import alternation
from extractor.spots import Anchored


class Aggregates(Record):
    """`Chinese open-source models` and its like; entries of word lists may be patterns."""

    modifiers: tuple[str, ...]
    open: tuple[str, ...]
    origin: tuple[str, ...]
    models: tuple[str, ...]
    labs: tuple[str, ...]
    companies: tuple[str, ...]
    example: str
    counterexample: str


class Anaphor(Record):
    """Nouns that stand for a thing of some kinds named before (`the company`)."""

    nouns: tuple[str, ...]
    kinds: tuple[EntityKind, ...]
    example: str
    counterexample: str


class Owned(Record):
    """Nouns that stand for a model behind the name of its maker (`MiniMax's latest model`) or a pronoun for it."""

    nouns: tuple[str, ...]
    pronouns: tuple[str, ...]
    example: str
    counterexample: str


class Two(Record):
    """Words for the first and the last of two things named before."""

    former: tuple[str, ...]
    latter: tuple[str, ...]
    kinds: tuple[EntityKind, ...]
    behind: tuple[str, ...]
    example: str
    counterexample: str


class Unknown(Record):
    """What gives away the name of a model that no list holds."""

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    modifiers: tuple[str, ...]
    kinds: tuple[str, ...]
    openers: tuple[str, ...]
    others: tuple[str, ...]
    groups: tuple[str, ...]
    leads: tuple[str, ...]
    data: tuple[str, ...]
    ends: tuple[str, ...]
    stems: tuple[str, ...]
    bases: tuple[str, ...]
    plain: tuple[str, ...]
    before: tuple[str, ...]
    grown: tuple[str, ...]
    lists: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


class Firms(Record):
    """What gives away an organisation that no list holds: the last word of its name, and what it does."""

    last: tuple[str, ...]
    acts: tuple[str, ...]
    openers: tuple[str, ...]
    """Capitalised words that begin no name of one."""
    example: str
    counterexample: str


class LinkWords(Record):
    """rules/en/links.yaml."""

    aggregates: Aggregates
    definite: tuple[str, ...]
    coreference: dict[str, Anaphor]
    owned: Owned
    pair: Two
    reject_after: tuple[str, ...]
    acts: tuple[str, ...]
    """What an organisation does: right behind an ambiguous name they say that it is one."""
    belongs: tuple[str, ...]
    """Right before an ambiguous name they say that it is an organisation (`engineers at`)."""
    firms: Firms
    unknown: Unknown


def words() -> LinkWords:
    """The words of English."""
    return rules.load("en/links.yaml", LinkWords)


def any_of(options: tuple[str, ...] | list[str]) -> str:
    """A pattern for any of these words, longest first; options that hold `(?` are patterns themselves."""
    if not any("(?" in option for option in options):
        return alternation(options, " +")
    ordered = sorted(options, key=lambda w: (-len(w), w))
    return "|".join(w if "(?" in w else re.escape(w).replace(r"\ ", " +") for w in ordered)


@functools.cache
def anaphors() -> Anchored:
    """`the company`, `this model`: the group of the match names the entry of `coreference`."""
    rule = words()
    kinds = "|".join(f"(?P<{name}>{any_of(entry.nouns)})" for name, entry in sorted(rule.coreference.items()))
    after = any_of(rule.reject_after)
    definite = any_of(rule.definite)
    pattern = rf"(?<![\w-])(?i:{definite}) +(?:{kinds})(?![\w-])(?! +(?:{after})\b| +[A-Z])"
    return Anchored(re.compile(pattern), rule.definite)


@functools.cache
def pair() -> re.Pattern[str]:
    """`the former`, `the latter`, where no noun follows."""
    rule = words().pair
    return re.compile(
        rf"\b[Tt]he +(?:(?P<former>{any_of(rule.former)})|(?P<latter>{any_of(rule.latter)}))"
        rf"(?=['’]s|[.,;:)]| +(?:{any_of(rule.behind)})\b| +[~$€£¥]?\d)"
    )


@functools.cache
def owned() -> re.Pattern[str]:
    """`'s latest model`, `its new model`."""
    rule = words().owned
    return re.compile(rf"(?:['’]s?|\b(?i:{any_of(rule.pronouns)})) +(?P<noun>{any_of(rule.nouns)})(?![\w-])")


@functools.cache
def belongs() -> re.Pattern[str]:
    """What leads up to the organisation of somebody: `engineers at`, `Ada Lovelace from`."""
    return re.compile(rf"(?:\b(?i:{any_of(words().belongs)}) (?:at|of|from|for)|[A-Z][a-z]+ [A-Z][a-z]+ (?:from|at)) $")


@functools.cache
def acts() -> re.Pattern[str]:
    """What an organisation does, right behind its name (`raised`, `'s CEO`)."""
    return re.compile(rf"(?:['’]s)? +(?:{any_of(words().acts)})\b")
