"""rules/en/qualifiers.yaml -> the patterns of modality and of speaking, compiled once."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from extractor import phrases
from extractor.cues import vocabulary
from extractor.phrases import alternation
from extractor.spots import Anchored, first_words

NAMELIKE = r"(?!(?:The|A|An|Its|Their|This|That)\b)[A-Z][\w&'-]{2,}(?:[ \t][A-Z][\w&'-]+){0,4}"
"""Words with capitals that may be the name of somebody whom no rule knows."""


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(words)})\b", re.IGNORECASE)


class Compiled:
    """The patterns of all cues; groups `cue` and `verb` say so, `who` speaks."""

    def __init__(self) -> None:
        vocab = vocabulary()
        report = vocab.reporting
        self.forecast = _any(vocab.forecast.before)
        self.denied = _any(vocab.negated.after)
        self.near = _any(vocab.forecast.near)
        self.hypothetical = _any(vocab.hypothetical.before)
        self.negated = _any(vocab.negated.before)
        self.pseudo = _any(vocab.negated.pseudo)
        self.vague = _any(report.vague)
        between = alternation(phrases.words("between a speaker and a verb"))
        adverbs, verbs = (
            rf"(?:[ \t](?:{between}))",
            rf"(?!(?:{alternation(report.acts)})\b)(?:{alternation(report.verbs)})",
        )
        pages = rf"(?:(?:'s|s')?[ \t]{{1,2}}(?:[\w-]+[ \t]){{0,4}}(?:{alternation(report.pages)}))"
        inner = r"(?:(?:'s|s')[ \t](?:own[ \t])?[\w.-]+(?:[ \t][A-Z][\w-]+){0,2})?"
        self.verb = re.compile(
            rf"{inner}[ \t]{{0,3}}(?:\([^()]{{0,40}}\))?,?{adverbs}{{0,2}}[ \t]{{1,3}}(?P<verb>{verbs})\b",
            re.IGNORECASE,
        )
        self.page = re.compile(rf"{pages}[^.;]{{0,60}}?\b(?P<verb>{alternation(report.shows)})\b", re.IGNORECASE)
        determiners = alternation(phrases.words("before a source"))
        self.lead = re.compile(
            rf"\b(?P<cue>{alternation(report.before)})[ \t:]{{1,3}}(?:(?:{determiners}|[\w-]+)[ \t]){{0,2}}[\"'(]?$",
            re.IGNORECASE,
        )
        self.said = re.compile(rf"[,\"][ \t]{{1,2}}(?P<cue>{verbs})[ \t](?:[\w.'-]+[ \t]){{0,4}}$", re.IGNORECASE)
        self.page_word = re.compile(
            rf"(?:'s)?[ \t](?:[\w-]+[ \t]){{0,1}}(?:{alternation(report.pages)})\b", re.IGNORECASE
        )
        self.people = Anchored(
            re.compile(
                rf"\b(?P<who>{alternation(report.people)})(?:{adverbs}{{0,2}})[ \t]{{1,3}}(?P<verb>{verbs})\b",
                re.IGNORECASE,
            ),
            report.people,
        )
        self.led_people = Anchored(
            re.compile(
                rf"\b(?P<cue>{alternation(report.before)})[ \t]{{1,3}}(?:the[ \t])?"
                rf"(?P<who>{alternation(report.people)})\b",
                re.IGNORECASE,
            ),
            report.before,
        )
        person = r"[A-Z][a-z]+(?:[ \t][A-Z][\w'-]+){1,2}"
        self.led_person = Anchored(
            re.compile(rf"\b(?P<cue>(?i:{alternation(report.before)}))[ \t]{{1,4}}(?P<who>{person})\b"), report.before
        )
        goes_on = alternation({*phrases.words("behind a source"), *report.verbs, *report.shows})
        self.led_unknown = Anchored(
            re.compile(
                rf"\b(?P<cue>(?i:{alternation({*report.before} - {'per'})}))[ \t]{{1,4}}(?:the[ \t])?"
                rf"(?P<who>{NAMELIKE})(?:[ \t](?:{alternation(report.bodies)}))?(?=[,.;:)\n]|$|[ \t](?:{goes_on})\b)"
            ),
            report.before,
        )
        self.said_unknown = Anchored(
            re.compile(rf"(?<=[,\"][ \t])(?P<verb>{verbs})[ \t](?:the[ \t])?(?P<who>{NAMELIKE})"), report.verbs
        )
        self.said_people = Anchored(
            re.compile(rf"(?<=[,\"][ \t])(?P<verb>{verbs})[ \t](?P<who>{alternation(report.people)})\b", re.IGNORECASE),
            report.verbs,
        )
        self.led_own = Anchored(
            re.compile(
                rf"\b(?P<cue>{alternation(report.before)})[ \t]{{1,3}}(?P<who>(?:its|their)(?:[ \t]own)?"
                rf"(?:[ \t][\w-]+){{0,2}}?[ \t](?:{alternation({*report.pages, *report.documents})}))\b",
                re.IGNORECASE,
            ),
            report.before,
        )
        self.person = re.compile(
            rf"(?P<who>\b[A-Z][a-z]+(?:[ \t][A-Z][\w.'-]+){{1,2}}){adverbs}{{0,1}}[ \t](?P<verb>{verbs})\b"
        )
        self.verbs = first_words(report.verbs)
        self.aim = re.compile(
            rf"(?:'s|s')[ \t](?:own[ \t])?(?:[\w-]+[ \t]){{0,2}}(?P<verb>{alternation(report.aims)})\b", re.IGNORECASE
        )
        self.second = re.compile(
            rf"[ \t](?:is|are|was|were|has|have)[ \t][a-z \t-]{{1,40}}?[ \t]and[ \t](?:now[ \t])?(?P<verb>{verbs})\b",
            re.IGNORECASE,
        )
        self.claim = re.compile(rf"[ \t]{{1,3}}(?:now[ \t])?(?P<verb>{alternation(report.asserting)})\b", re.IGNORECASE)
        self.linked = re.compile(rf"(?:[\w-]+[ \t]){{0,2}}(?:{alternation(report.linked)})", re.IGNORECASE)
        issued = alternation(report.issues)
        self.issue = re.compile(
            rf"(?:'s[ \t][\w-]+)?[ \t]{{1,3}}(?:(?:has|have|just|today|recently)[ \t]){{0,2}}(?:{issued})[ \t]"
            rf"(?:its|their|an?|the)[ \t](?:[\w-]+[ \t]){{0,4}}?(?:{alternation(report.studies)})\b",
            re.IGNORECASE,
        )
        self.issuing = first_words(report.issues)
        self.echoes = frozenset(report.echoes)
        self.who = {word.lower(): word for word in report.people}
        self.carried = frozenset(report.carried)
        self.things = frozenset(report.things)
        self.firms = frozenset(report.firms)
        self.after = re.compile(rf"[\s\w-]{{0,14}}\b(?:{alternation(vocab.forecast.after)})\b", re.IGNORECASE)
        self.participle = re.compile(rf",\"?[ \t]{{1,3}}(?P<verb>{alternation(report.participles)})\b", re.IGNORECASE)
        self.participles = first_words(report.participles)
        self.credit = re.compile(rf"(?:{alternation(report.credits)})[ \t:]", re.IGNORECASE)
        self.document = re.compile(
            rf"(?:'s)?(?:[ \t][\w-]+){{0,2}}[ \t](?:{alternation(report.documents)})\b", re.IGNORECASE
        )


@functools.cache
def compiled() -> Compiled:
    """The patterns of the vocabulary, compiled once."""
    return Compiled()
