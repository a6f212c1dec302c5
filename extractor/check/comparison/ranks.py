"""Ranks -> places of one list that two things are said to hold.

A list is known by the platform or benchmark that a sentence names, and by its date: within an article the date may go
without saying, two articles speak of one list only where both give the same. Words that narrow it ("among open
models", "in coding") make it another list, and a tie is no fault.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractor import dates
from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.explain import Finding, said
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.models import Check, Claim

_KINDS = ("platform", "benchmark")
_HOLDERS = ("model", "lab", "group", "country")
"""Kinds that lists of this trade rank; `#52` of a platform or a company is mostly an episode."""
_LAST = 20
"""Places further down are numbers of something else more often than ranks."""
_NEAR = 60
"""Characters around a rank in which words narrow its list."""
_NARROWS = r"\b{purpose}\b"
"""In a sentence whose list another article may mean: it may be one for a purpose, or by another count."""
_DAY = len("2026-04-13")
"""A month or a year has room for several holders."""
_SHORTEST = 4
"""Letters of a name that is looked for in a sentence; shorter ones are found in other words."""

List = tuple[str, tuple[str, ...], tuple[str, ...], str, str]
"""Article where no date tells the list, who keeps it, its dates, what it ranks by, the place."""


def checks(bench: Bench) -> Iterator[Check]:
    """One check for each place of a list that two things of one kind hold."""
    keepers = sorted(e.name for e in bench.entities.values() if e.kind in _KINDS and len(e.name) >= _SHORTEST)
    lists: dict[List, list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        if claim.measure == "rank" and claim.value and len(bench.subjects(claim)) == 1 and _plain(bench, claim):
            known = _keepers(claim, keepers)
            if known:
                lists[_list(bench, claim, known)].append(claim)
    for _, claims in sorted(lists.items()):
        firsts = list({bench.key(c): c for c in reversed(claims)}.values())[::-1]
        rivals = _rivals(bench, firsts[: knobs().caps.links])
        if rivals:
            yield _held_twice(bench, *rivals)


def _list(bench: Bench, claim: Claim, keepers: tuple[str, ...]) -> List:
    """The list of a rank: that of its article, unless its sentence dates it and nothing in it narrows it."""
    times = _dates(bench, claim)
    whole = bool(times) and all(len(time) >= _DAY for time in times)
    whole = whole and not compiled(_NARROWS).search(claim.sentence)
    whole = whole and not knobs().cues.patterns["narrowed"].search(claim.sentence)
    return "" if whole else claim.article_id, keepers, times, claim.of or "", str(claim.value)


def _plain(bench: Bench, claim: Claim) -> bool:
    """Whether a rank is surely of what its sentence names, in the whole list and alone."""
    if bench.kind(bench.subjects(claim)[0]) not in _HOLDERS or (claim.value or 0) > _LAST:
        return False
    around = f"{bench.before(claim, _NEAR)} {bench.after(claim, _NEAR)}"
    return bench.sure(claim) and bench.named(claim) and not knobs().cues.patterns["narrowed"].search(around)


def _keepers(claim: Claim, names: Sequence[str]) -> tuple[str, ...]:
    folded = claim.sentence.casefold()
    return tuple(sorted({*claim.scope, *(name for name in names if name.casefold() in folded)}))


def _dates(bench: Bench, claim: Claim) -> tuple[str, ...]:
    """Dates of its sentence in EDTF; empty for one that nobody can place."""
    article = bench.articles.get(claim.article_id)
    return _of_sentence(claim.sentence, article.published if article else None)


@functools.lru_cache(maxsize=1024)
def _of_sentence(sentence: str, published: str | None) -> tuple[str, ...]:
    return tuple(sorted({period.edtf or "" for period in dates.find(sentence, published)}))


def _rivals(bench: Bench, claims: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """The first two of one kind that are not one another's maker, and not of one sentence."""
    for i, a in enumerate(claims):
        for b in claims[i + 1 :]:
            (mine,), (yours,) = bench.subjects(a), bench.subjects(b)
            apart = bench.sentence_key(a) != bench.sentence_key(b) and bench.key(a) != bench.key(b)
            variant = mine.startswith(yours) or yours.startswith(mine)
            if apart and bench.kind(mine) == bench.kind(yours) and not variant:
                return a, b
    return None


def _held_twice(bench: Bench, a: Claim, b: Claim) -> Check:
    names = explain.listed((bench.label(a), bench.label(b)))
    return explain.check(
        Finding(
            kind="rank",
            verdict="inconsistent",
            title=f"{said(a)}: {names}",
            text=(
                f"One place of one list, given to two: {said(a)} to {bench.label(a)}, and to {bench.label(b)}. "
                f"Both can hold only if they tie, or the lists differ. {explain.settled_by((a, b))}"
            ),
            formula="one holder of each place",
            claims=((a, "holder"), (b, "other holder")),
            unit="rank",
            flips=True,
        )
    )
