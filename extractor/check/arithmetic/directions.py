""" "Users rose from 9 million to 7 million", "revenue doubled to $6 billion from $5 billion" -> against the levels.

The words alone tell which two levels are meant and which way they went: a verb of rise or fall, or a multiple in words,
and `from` and `to` before the levels. That a figure "rose" to a lower one cannot be, whatever was rounded away; a
multiple in words is good to half of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.check import explain
from extractor.check.arithmetic.order import order_of
from extractor.check.bench import Bench, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import Finding, said
from extractor.check.forms import compiled
from extractor.check.intervals import Interval, derive
from extractor.check.knobs import Worded, knobs, pattern_of
from extractor.check.slots import qualifier_words
from extractor.models import Check, Claim

_REACH = 70
"""Characters from a verb to the first level."""
_APART = 60
"""Characters between two levels."""
_BREAK = re.compile(r"[.;:!?](?:\s|$)|\n|[()]")
_MARKS = " \u00a0*_`~$\u20ac\u00a3\u00a5\u2248\"'"
_TO = re.compile(r"(?<!\w)to$", re.IGNORECASE)
_TIMES = r"(?<!\w){twice}$"
"""Right before the level that another is so many times as large as."""
_LIMIT = r"(?:(?P<more>{more})|{less})\s+$"
_FROM = re.compile(r"(?<!\w)from$", re.IGNORECASE)


@dataclass(frozen=True)
class Turn:
    """Two levels of one thing, the earlier first, and the words before them."""

    before: Claim
    after: Claim
    words: str


def checks(bench: Bench) -> Iterator[Check]:
    """A check for each pair of levels that words send up or down, and for each that they multiply."""
    for _, claims in sorted(bench.in_sentence.items()):
        for first, second in pairwise(c for c in claims if is_level(c)):
            turn = _turn(bench, first, second)
            if turn:
                yield from _directed(bench, turn)
                yield from _multiplied(bench, turn)


def _turn(bench: Bench, first: Claim, second: Claim) -> Turn | None:
    """ "rose from A to B", "rose to B from A", "B, up from A"; None where no words lead from one to the other."""
    link = bench.between(first, second)
    if _plain(bench, first, second) and compiled(_TIMES).search(_bare(link)) and len(link) <= _APART:
        return None if _BREAK.search(link) else Turn(second, first, _bare(link))
    if not _of_one(bench, first, second) or len(link) > _APART or _BREAK.search(link):
        return None
    lead = _BREAK.split(bench.slice(first.article_id, max(first.sentence_start, first.start - _REACH), first.start))[-1]
    led, linked = _bare(lead), _bare(link)
    if _FROM.search(led) and _TO.search(linked):
        return Turn(first, second, lead)
    if _FROM.search(linked):
        head = linked[: -len("from")].rstrip(_MARKS)
        told = re.search(r"(?:^|\W)(up|down)$", head, re.IGNORECASE)
        if told:
            return Turn(second, first, told.group(1))
        return Turn(second, first, lead) if _TO.search(led) else None
    return None


def _of_one(bench: Bench, first: Claim, second: Claim) -> bool:
    """Whether two levels are of one kind and thing, both plainly stated."""
    return bench.key(first) == bench.key(second) and bool(bench.key(first)) and _plain(bench, first, second)


def _plain(bench: Bench, first: Claim, second: Claim) -> bool:
    """Whether two levels are of one kind, both with a value."""
    words = qualifier_words(first), qualifier_words(second)
    plain = all(c.value is not None and c.comparator in ("=", "~") for c in (first, second))
    alike = (first.measure, first.unit) == (second.measure, second.unit)
    return alike and plain and (words[0] <= words[1] or words[1] <= words[0])


def _bare(text: str) -> str:
    """A text without the small words and signs at its end."""
    small = knobs().cues.patterns["small"]
    while True:
        text = text.rstrip(_MARKS)
        last = text.rpartition(" ")[2]
        if not last or not small.fullmatch(last):
            return text
        text = text[: -len(last)]


# ---------------------------------------------------------------- up and down


def _directed(bench: Bench, turn: Turn) -> Iterator[Check]:
    up = _way(turn.words)
    if up is None or _denied(turn):
        return
    before, after = bench.number(turn.before), bench.number(turn.after)
    if before.nominal == after.nominal:
        return
    verdict = order_of(after.coarse, before.coarse, up)
    if verdict == "inconsistent" and not _sure(bench, turn):
        return
    word = "rise" if up else "fall"
    way = f"from {said(turn.before)} to {said(turn.after)}"
    ends = {
        "consistent": "The figures bear it out.",
        "inconsistent": "The figures go the other way.",
        "undetermined": "The rounded figures cannot tell.",
    }
    yield explain.check(
        Finding(
            kind="order",
            verdict=verdict,
            title=f"{bench.label(turn.after)}: a {word} {way}",
            text=f"{bench.label(turn.after)} is said to {word} {way}. {ends[verdict]}",
            formula="to > from" if up else "to < from",
            claims=((turn.after, "to"), (turn.before, "from")),
            stated=after.coarse,
            derived=before.coarse,
            unit=turn.after.unit,
            flips=verdict == "inconsistent",
        )
    )


def _way(words: str) -> bool | None:
    """True for up, False for down, by the last verb; None where there is none."""
    cues = knobs().cues.patterns
    last = {up: max((m.start() for m in cues[name].finditer(words)), default=-1)
            for up, name in ((True, "rising"), (False, "falling"))}  # fmt: skip
    return None if last[True] == last[False] else last[True] > last[False]


def _denied(turn: Turn) -> bool:
    return bool(knobs().cues.patterns["denied"].search(turn.words))


def _sure(bench: Bench, turn: Turn) -> bool:
    """Whether both levels are certain, and nothing says that they stand in the other order."""
    times = when(turn.before), when(turn.after)
    return bench.strong_together((turn.before, turn.after)) and not (all(times) and str(times[0]) > str(times[1]))


# ---------------------------------------------------------------- multiples in words


def _multiplied(bench: Bench, turn: Turn) -> Iterator[Check]:
    for rule in knobs().worded:
        found = pattern_of(rule.word).search(turn.words)
        if found is None or _denied(turn):
            continue
        fraction, lead = Fraction(rule.high) < 1, turn.words[: found.start()]
        if fraction and _way(turn.words[: found.end()]) is not False and not compiled(_TIMES).search(turn.words):
            continue
        limit = compiled(_LIMIT).search(lead)
        said_so = f"{limit.group() if limit else ''}{found.group()}"
        yield from _held(bench, turn, _meant(rule, limit), said_so)
        return


def _held(bench: Bench, turn: Turn, stated: Interval, words: str) -> Iterator[Check]:
    derived = derive(lambda a, b: b / a, bench.number(turn.before), bench.number(turn.after))
    fits = derived is not None and derived.coarse.meets(stated)
    if derived is None or (not fits and not _sure(bench, turn)):
        return
    ratio = explain.amount(derived.nominal, "multiple", 3)
    end = "The figures fit." if fits else "That is not what the words say."
    yield explain.check(
        Finding(
            kind="ratio",
            verdict="consistent" if fits else "inconsistent",
            title=f"{bench.label(turn.after)}: {words} from {said(turn.before)} to {said(turn.after)}",
            text=f"{said(turn.after)} is {ratio} {said(turn.before)}; the text says \u201c{words}\u201d. {end}",
            formula="to / from",
            claims=((turn.after, "to"), (turn.before, "from")),
            stated=stated,
            derived=derived.coarse,
            unit="multiple",
        )
    )


def _meant(rule: Worded, limit: re.Match[str] | None) -> Interval:
    """What the words allow; "more than doubled" has no upper end, "less than half" no lower one."""
    low, high = Fraction(rule.low), Fraction(rule.high)
    if not limit:
        return Interval(low, high)
    middle = (low + high) / 2
    return Interval(middle, None, False) if limit["more"] else Interval(None, middle)
