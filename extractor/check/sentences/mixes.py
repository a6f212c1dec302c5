"""A reading -> parts that have their shares beside them, held against one whole: "83 (48%), 49 (28%), 42 (24%)".

The whole may stand anywhere in the article: a figure of their unit of which two parts or more have the shares that are
told. A part that alone does not is wrong, or its share is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.check.bench import Bench
from extractor.check.explain import operand, said
from extractor.check.forms import compiled
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import Reading
from extractor.check.verdicts import Sum, best
from extractor.models import Claim

_PART = r"{a}(?: [\w'-]+){0,6}?(?:{joint}|, ?){c}(?:%| percent| per cent)(?! (?:more|less|fewer|higher|lower)\b)"
_SHARES = ("share", "token_share")
_FEWEST = 2
"""Parts that must have their shares of a whole before a part that has not is wrong."""
_WHOLES = 40
"""Figures of an article that are tried as the whole."""

Pair = tuple[Claim, Claim]


def joined(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """Each share of a run with its part, and the whole that all others of the run are of."""
    pairs = [p for found in re.finditer(compiled(_PART), reading.text) if (p := _pair(bench, reading, found))]
    units = {part.unit for part, _ in pairs}
    if len(pairs) <= _FEWEST or len(units) != 1 or len({part.id for part, _ in pairs}) != len(pairs):
        return
    whole = _whole(bench, pairs)
    for part, share in pairs if whole else []:
        yield Joined(share, "share", [_sum(bench, part, whole)], True)  # type: ignore[arg-type]


def _pair(bench: Bench, reading: Reading, found: re.Match[str]) -> Pair | None:
    part, share = reading.claim(found["a"]), reading.claim(found["c"])
    told = share.unit == "percent" and share.measure in _SHARES and {part.id, share.id} <= bench.numbers.keys()
    return (part, share) if told and part.unit not in ("percent", "multiple", "rank", "points") else None


def _whole(bench: Bench, pairs: list[Pair]) -> Claim | None:
    """The one figure that all parts but one at most have their shares of; None where several could be."""
    parts = {part.id for part, _ in pairs}
    largest = max(bench.number(part).nominal for part, _ in pairs)
    article = bench.in_article[pairs[0][0].article_id]
    able = [
        c for c in article if c.unit == pairs[0][0].unit and c.id not in parts and bench.number(c).nominal > largest
    ]
    fits = [(sum(_fits(bench, pair, c) for pair in pairs), c) for c in able[:_WHOLES]]
    good = [(number, c) for number, c in fits if number >= max(_FEWEST, len(pairs) - 1)]
    most = max((number for number, _ in good), default=0)
    chosen = [c for number, c in good if number == most]
    return chosen[0] if len({bench.number(c).nominal for c in chosen}) == 1 else None


def _fits(bench: Bench, pair: Pair, whole: Claim) -> bool:
    outcome = best(bench.number(pair[1]), [_sum(bench, pair[0], whole)])
    return outcome is not None and outcome.verdict == "consistent"


def _sum(bench: Bench, part: Claim, whole: Claim) -> Sum:
    parts = (operand(bench, part, "part"), operand(bench, whole, "whole"))
    return Sum(lambda x, y: (x / y).scaled(100), parts, "part / whole", f"{said(part)} / {said(whole)}")
