"""rules/en/numbers.yaml -> hedges, changes, nouns, ordinals and shapes, compiled once."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from extractor import numbers, phrases
from extractor.models import Comparator
from extractor.phrases import alternation


class Compiled:
    """Hedges, changes and nouns of the vocabulary, compiled once."""

    def __init__(self) -> None:
        vocab = numbers.vocabulary()
        # "more than the 3 million of May" compares with a level; only without article it bounds one
        self.before = [(_ending(h.words, articles=h.comparator == "~"), h.comparator) for h in vocab.hedges_before]
        self.after = [(_beginning(h.words), h.comparator) for h in vocab.hedges_after]
        self.shapes = [(re.compile(s.pattern), s.reason) for s in vocab.shapes]
        self.up = _ending(vocab.changes.up.before, change=True), _beginning(vocab.changes.up.after)
        self.down = _ending(vocab.changes.down.before, change=True), _beginning(vocab.changes.down.after)
        self.ordinal_words = vocab.ordinals.words
        self.ordinal_hints = frozenset({"st", "nd", "rd", "th", *vocab.ordinals.words})
        ordinal = rf"(?P<ordinal>\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(vocab.ordinals.words)})"
        self.ordinals = [
            (re.compile(rule.pattern.replace("{ordinal}", ordinal), re.IGNORECASE), rule.unit)
            for rule in vocab.ordinals.patterns
        ]
        self.between = _ending(vocab.ranges.between)
        self.opening = _ending(vocab.ranges.opening)
        before = [w for h in vocab.hedges_before for w in h.words]
        before += [*vocab.changes.up.before, *vocab.changes.down.before]
        before += [*phrases.words("fillers"), *phrases.words("change to")]
        self.leads = frozenset(word.split()[-1].lower() for word in before)
        self.lead_marks = frozenset(word[-1] for word in before if not word[-1].isalpha())
        self.stops = frozenset(vocab.nouns.stops)
        self.plurals = frozenset(w.lower() for w in vocab.nouns.plurals)
        self.singulars = frozenset(vocab.nouns.singulars)


def _ending(words: Sequence[str], *, change: bool = False, articles: bool = True) -> re.Pattern[str]:
    """Words that end a stretch of text, fillers allowed; for words of change group 2 is what leads to the number."""
    changed = alternation(phrases.words("change to"))
    tail = f"({changed})?" if change else ""
    between = phrases.words("fillers") - (frozenset() if articles else phrases.words("articles"))
    filler = f"(?:(?:{alternation(between)}) ?){{0,2}}"
    return re.compile(
        rf"(?:(?<![\w-])(?=[a-z])|(?=[^a-zA-Z\s]))({alternation(words)})"
        rf"[ \t]{{0,3}}{tail}[ \t]{{0,3}}{filler}[\"'(]?[ \t]{{0,2}}$",
        re.IGNORECASE,
    )


def _beginning(words: Sequence[str]) -> re.Pattern[str]:
    """Words that begin a stretch of text; signs may stand directly at the number."""
    signs, spoken = [w for w in words if not w[0].isalpha()], [w for w in words if w[0].isalpha()]
    none = "(?!)"
    return re.compile(
        rf"({alternation(signs) or none})|[ \t]{{0,3}}\"?({alternation(spoken) or none})(?![a-zA-Z])", re.IGNORECASE
    )


@functools.cache
def vocabulary() -> Compiled:
    """The patterns of the vocabulary, compiled once."""
    return Compiled()


def may_lead(before: str) -> bool:
    """Whether the last word before a number may be of a hedge or a change; spares most numbers the search for one."""
    near = before.rstrip(" \t\"'(")
    if not near or near[-1] in vocabulary().lead_marks:
        return bool(near)
    begin = len(near)
    while begin and near[begin - 1].isalpha():
        begin -= 1
    return near[begin:].lower() in vocabulary().leads


def hedge_after(view: str, position: int) -> tuple[Comparator, str, int] | None:
    """The hedge that stands behind a number: comparator, words, end."""
    if phrases.pattern("plus that adds").match(view, position):
        return None
    for pattern, comparator in vocabulary().after:
        hit = pattern.match(view, position, position + 24)
        if hit is not None:
            return comparator, (hit[1] or hit[2]).lower(), hit.end()
    return None
