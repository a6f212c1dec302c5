""" "A took X, B took Y and the rest Z" -> the sum of a list that says it is complete, held against its total.

A list is complete where its last figure is that of the rest ("everything else", "the remaining"), or where a sentence
that gives a total introduces it and counts its items. What the figures are about plays no part, only what they count:
a subject that was misread does not keep a list from being added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor import numbers
from extractor.check import explain, headlines
from extractor.check.arithmetic.totals import sum_of, told_total
from extractor.check.bench import Bench, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import Finding, said
from extractor.check.intervals import Derived, Interval, Reported
from extractor.check.knobs import knobs
from extractor.check.near import is_base
from extractor.check.verdicts import Outcome, best, factor, judge
from extractor.models import Check, Claim

_LONGEST = 12
"""Most figures of one list."""
_SHARES = ("share", "token_share")
_STOP = re.compile(r"[;:.!?]\s|\n|,")


def checks(bench: Bench) -> Iterator[Check]:
    """A check for each complete list: of amounts against their total, of shares against 100."""
    for _, claims in sorted(bench.in_article.items()):
        for claim in claims:
            if _is_rest(bench, claim):
                yield from _shares(bench, claim) if claim.unit == "percent" else _amounts(bench, claim)
        yield from _items(bench, claims)


def _is_rest(bench: Bench, claim: Claim) -> bool:
    """Whether a number is that of all that the list has not named: words for it before the number, or right after."""
    if not _adds(claim) and claim.measure not in _SHARES:
        return False
    rest = knobs().cues.patterns["rest"]
    before = _STOP.split(bench.before(claim, 48))[-1]
    return bool(rest.search(before)) and not claim.direction


def _adds(claim: Claim) -> bool:
    return is_level(claim) and knobs().measure(claim.measure).additive and claim.value is not None


def _before_rest(bench: Bench, last: Claim) -> list[Claim]:
    """The figures of the list's sentence that count what its last one counts, up to it."""
    fit = _adds if last.unit != "percent" else (lambda c: c.measure in _SHARES)
    here = [c for c in bench.sentence(last) if c.unit == last.unit and c.start <= last.start and fit(c)]
    return [c for c in here if not is_base(bench, c)][-_LONGEST:]


def _shares(bench: Bench, last: Claim) -> Iterator[Check]:
    parts = _before_rest(bench, last)
    if len(parts) < 3 or any(bench.number(c).bound for c in parts) or not _certain(bench, parts):
        return
    added = sum_of(bench, parts).derived()
    if added is None:
        return
    whole = Interval.point(100)
    verdict = judge(Reported(added.fine, added.coarse, added.nominal), Derived(whole, whole, Fraction(100)))
    total = explain.amount(added.nominal, "percent")
    listed = explain.listed(f"{bench.label(c)} {said(c)}" for c in parts)
    ends = "With the rest that should be 100%." if verdict == "inconsistent" else "With rounding, that is the whole."
    yield explain.check(
        Finding(
            kind="sum",
            verdict=verdict,
            title=f"{len(parts)} shares, the last of them the rest, make {total}",
            text=f"{listed} make {total} together. {ends}",
            formula="sum of shares = 100",
            claims=tuple((c, "part") for c in parts),
            stated=added.coarse,
            derived=whole,
            unit="percent",
        )
    )


def _amounts(bench: Bench, last: Claim) -> Iterator[Check]:
    parts = _before_rest(bench, last)
    for total, members in _totals(bench, parts):
        if len(members) < 2 or not _certain(bench, (total, *members)):
            continue
        outcome = best(bench.number(total), [sum_of(bench, members)])
        if outcome and _told(outcome):
            title = f"{bench.label(total)}: {said(total)} in all, to the rest"
            yield explain.arithmetic(bench, "sum", total, outcome, title)
            return


def _totals(bench: Bench, parts: Sequence[Claim]) -> list[tuple[Claim, Sequence[Claim]]]:
    """The total of a list with its parts: before a colon in the sentence, else the one that the text gave before."""
    for place, claim in enumerate(parts[:-2]):
        if ":" in bench.between(claim, parts[place + 1]):  # unless each has its label: "A: 9, B: 4, the rest 2"
            own = bench.slice(claim.article_id, claim.sentence_start, parts[-1].start).count(":") == 1
            return [(claim, parts[place + 1 :])] if own else []
    first, reach = parts[0] if parts else None, knobs().caps.reach
    if first is None:
        return []
    near = [
        c
        for c in bench.in_article[first.article_id]
        if 0 < first.start - c.start <= reach and c.unit == first.unit and _adds(c) and not is_base(bench, c)
    ]
    near = [c for c in near if bench.distance(first, c)[0] and not (when(c) and when(first) and when(c) != when(first))]
    kinds = {c.measure for c in parts}
    alike = [c for c in near if c.measure in kinds and bench.key(c) == bench.key(first)] or near
    fitting = [c for c in alike[::-1] if _fits(bench, c, parts)]
    if fitting:
        return [(fitting[0], parts)]
    return [(alike[-1], parts)] if len({bench.number(c).nominal for c in alike}) == 1 else []


def _fits(bench: Bench, total: Claim, parts: Sequence[Claim]) -> bool:
    outcome = best(bench.number(total), [sum_of(bench, parts)])
    return outcome is not None and outcome.verdict == "consistent"


# ---------------------------------------------------------------- a total and the items of a list


def _items(bench: Bench, claims: Sequence[Claim]) -> Iterator[Check]:
    """ "Four labs raised money, $9 billion together:" and four items, each with its amount first."""
    for claim in claims:
        if not _adds(claim) or bench.number(claim).bound or not told_total(bench, claim):
            continue
        parts = _first_of_items(bench, claim)
        if len(parts) < 3 or not _certain(bench, (claim, *parts)):
            continue
        outcome = best(bench.number(claim), [sum_of(bench, parts)])
        if outcome and (outcome.verdict == "consistent" or (_told(outcome) and _counted(bench, claim, len(parts)))):
            title = f"{bench.label(claim)}: {said(claim)} over {len(parts)} items"
            yield explain.arithmetic(bench, "sum", claim, outcome, title)


def _first_of_items(bench: Bench, claim: Claim) -> list[Claim]:
    """The first amount of each item of the list that follows the total's paragraph; none where an item has none."""
    article = bench.articles[claim.article_id]
    found: list[Claim] = []
    for start, end in headlines.items_after(article.text, claim.end, _LONGEST):
        inside = [c for c in bench.in_article[article.id] if start <= c.start < end]
        first = next((c for c in inside if c.unit == claim.unit and c.value is not None), None)
        if first is None:
            return []
        found.append(first)
    return found


def _counted(bench: Bench, claim: Claim, items: int) -> bool:
    """Whether the paragraph of the total says how many items there are."""
    text = bench.slice(claim.article_id, claim.start - 200, claim.start).rpartition("\n")[2].casefold()
    words = set(re.findall(r"\w+", text))
    spelled = {word for word, number in numbers.vocabulary().ones.words.items() if number == items}
    return str(items) in words or bool(spelled & words)


def _told(outcome: Outcome) -> bool:
    """Whether the list is of this total at all: not something of another size."""
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    return outcome.verdict != "inconsistent" or near


def _certain(bench: Bench, claims: Sequence[Claim]) -> bool:
    least = knobs().caps.confidence_told
    return all(c.confidence >= least and not bench.number(c).vague and not bench.number(c).bound for c in claims)
