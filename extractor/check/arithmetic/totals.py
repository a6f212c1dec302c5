"""Totals -> held against their parts: those of several named subjects, and runs of figures before or after one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.check import explain
from extractor.check.bench import Bench, is_level
from extractor.check.exact import Fraction
from extractor.check.explain import operand, said
from extractor.check.forms import compiled
from extractor.check.knobs import knobs
from extractor.check.near import added, enters, enters_time, is_base, reached
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim

_OF_IT = re.compile(r"\bof (?:the |its |their |all )?$", re.IGNORECASE)
_OWN_TOTAL = r"\d[^\d,.;:]{0,24}\b{totalled}\s?,"
"""Up to the comma behind a figure that is the total itself: `8 models in total, 5 of them open`."""
_BREAK = re.compile(r"[:;]|[.!?]\s")
_ANOTHER = re.compile(r"[$€£¥]|\d")
_IN_GENERAL = r"\b\w{2,20}s {have}\b"
"""A subject in the plural: of everybody, where it is not named before ("chip start-ups have")."""
_LONGEST = 8
"""Most parts of one total."""


def checks(bench: Bench) -> Iterator[Check]:
    """Each total of several named subjects against their own levels."""
    for claim in bench.claims:
        if is_level(claim) and knobs().measure(claim.measure).additive and len(bench.subjects(claim)) > 1:
            outcome = _total(bench, claim)
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} together"
                yield explain.arithmetic(bench, "sum", claim, outcome, title)
    for _, claims in sorted(bench.in_article.items()):
        yield from _runs(bench, claims)
        yield from _to_date(bench, claims)


def _to_date(bench: Bench, claims: Sequence[Claim]) -> Iterator[Check]:
    """ "It has raised 2.8 billion so far, up from 1.9 billion before the round": what came between is the round."""
    for total, before in pairwise(claims):
        kind = (total.measure, total.unit, bench.key(total))
        if (before.measure, before.unit, bench.key(before)) != kind or not knobs().measure(total.measure).additive:
            continue
        if not is_base(bench, before) or not knobs().cues.patterns["so_far"].search(bench.after(before, 48)):
            continue
        rest = [c for c in claims if (c.measure, c.unit, bench.key(c)) == kind and c not in (total, before)]
        rounds = {bench.number(c).nominal: c for c in reversed(rest) if c.value is not None}
        outcomes = [o for c in rounds.values() if (o := best(bench.number(total), [sum_of(bench, (before, c))]))]
        chosen = [o for o in outcomes if o.verdict != "inconsistent"] or (outcomes if len(outcomes) == 1 else [])
        outcome = min(chosen, key=lambda o: o.verdict != "consistent", default=None)
        if outcome and (outcome.verdict != "inconsistent" or _near(bench, total, outcome)):
            yield explain.arithmetic(bench, "sum", total, outcome, f"{bench.label(total)}: {said(total)} so far")


def _near(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Whether figures that are certain give a total not of another size altogether."""
    certain = bench.strong_together((claim, *(part.claim for part in outcome.sum.operands)))
    return certain and factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)


def _runs(bench: Bench, claims: Sequence[Claim]) -> Iterator[Check]:
    """A total of one subject and the run of figures of its kind that stands right before or after it."""
    kinds: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if is_level(claim) and knobs().measure(claim.measure).additive and not bench.number(claim).bound:
            kinds.setdefault((claim.measure, claim.unit), []).append(claim)
    for _, same in sorted(kinds.items()):
        for place, claim in enumerate(same):
            outcome = _run_total(bench, claim, same, place) if len(same) > 2 else None
            if outcome:
                title = f"{bench.label(claim)}: {said(claim)} in all"
                yield explain.arithmetic(bench, "sum", claim, outcome, title)


def _run_total(bench: Bench, claim: Claim, same: Sequence[Claim], place: int) -> Outcome | None:
    after = [c for c in same[place + 1 : place + 1 + 2 * _LONGEST] if enters_time(claim, c)][:_LONGEST]
    before = [c for c in same[max(0, place - 2 * _LONGEST) : place][::-1] if enters_time(claim, c)][:_LONGEST]
    told = told_total(bench, claim)
    for run in (after, before):
        parts: list[Claim] = []
        for part in run:
            if not reached(claim, part) or not _part_of_run(bench, claim, part, parts, told):
                break
            parts.append(part)
            if len(parts) < (2 if told else 3):
                continue
            outcome = best(bench.number(claim), [sum_of(bench, parts)])
            if outcome and outcome.verdict == "consistent":
                return outcome
        if told and len(parts) > 1 and _whole_sentence(bench, claim, parts):
            outcome = best(bench.number(claim), [sum_of(bench, parts)])
            if outcome and _may_miss(bench, claim, parts, outcome):
                return outcome
    return None


def told_total(bench: Bench, claim: Claim) -> bool:
    """Whether words around a number say that it is a total."""
    cue = knobs().cues.patterns["together"]
    before, after = _BREAK.split(bench.before(claim, 60))[-1], _BREAK.split(bench.after(claim, 30))[0]
    after = _ANOTHER.split(after[len(claim.surface) :])[0]
    before = compiled(_OWN_TOTAL).split(before)[-1]
    words = (claim.qualifier or "", before, after)
    # "90 percent of the total" speaks of another figure, as does "ten times both together"
    return any(
        not _OF_IT.search(text[: found.start()])
        and not (text is after and knobs().cues.patterns["measured"].search(text[: found.start()]))
        for text in words
        for found in cue.finditer(text)
    )


def is_wider(bench: Bench, total: Claim) -> bool:
    """Whether a total is said to be of more than the figures beside it: "together with others", "over four years"."""
    before, after = _BREAK.split(bench.before(total, 90))[-1], _BREAK.split(bench.after(total, 50))[0]
    wider = knobs().cues.patterns["wider"].search(f"{before} {after}") or compiled(_IN_GENERAL).search(before)
    return wider is not None


def _part_of_run(bench: Bench, claim: Claim, part: Claim, parts: Sequence[Claim], told: bool) -> bool:
    """Smaller than the total unless that is said to be one, and not another figure of a part that is in already."""
    smaller = (told and bench.distance(claim, part)[0] == 0) or bench.number(part).nominal < bench.number(claim).nominal
    fresh = all(
        (bench.key(p), qualifier_words(p)) != (bench.key(part), qualifier_words(part)) or not bench.key(p)
        for p in parts
    )
    return smaller and (fresh or not qualifier_words(part))


def sum_of(bench: Bench, parts: Sequence[Claim]) -> Sum:
    """The parts added up, in the order of the text."""
    ordered = sorted(parts, key=lambda c: (c.start, c.id))
    operands = tuple(operand(bench, part, "part") for part in ordered)
    return Sum(added, operands, "sum of parts", " + ".join(said(part) for part in ordered))


def _whole_sentence(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the parts are all that their one sentence gives of the kind, beside the total."""
    sentences = {bench.sentence_key(part) for part in parts}
    same = [
        c for c in bench.sentence(parts[0]) if (c.measure, c.unit) == (claim.measure, claim.unit) and c.id != claim.id
    ]
    return len(sentences) == 1 and len(same) == len(parts)


def _may_miss(bench: Bench, claim: Claim, parts: Sequence[Claim], outcome: Outcome) -> bool:
    """Whether a total that its parts do not give is a fault: a closed list, all of it certain, and not far off."""
    ordered = sorted((claim, *parts), key=lambda c: c.start)
    text = bench.slice(claim.article_id, ordered[0].start - 60, ordered[-1].end)
    closed = not knobs().cues.patterns["open"].search(text)
    close = min(abs(claim.start - part.start) for part in parts) <= knobs().caps.reach // 4
    apart = [f for part in parts for f in gap(bench, claim, part).differ if f in ("scope", "period", "modality")]
    return closed and close and not apart and not is_wider(bench, claim) and _near(bench, claim, outcome)


def _total(bench: Bench, claim: Claim) -> Outcome | None:
    parts = [_part(bench, claim, subject) for subject in bench.subjects(claim)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    outcome = best(bench.number(claim), [sum_of(bench, known)])
    if outcome and outcome.verdict == "inconsistent" and not _sure_sum(bench, claim, known):
        return None
    return outcome


def _part(bench: Bench, claim: Claim, subject: str) -> Claim | None:
    """The nearest level of one subject alone, of the total's measure and time."""
    own = bench.levels.get((claim.article_id, (bench.root(subject),)), [])
    fit = [
        c
        for c in own
        if c.measure == claim.measure and c.unit == claim.unit and c.id != claim.id and enters(bench, claim, c)
    ]
    return min(fit, key=lambda c: (bench.distance(claim, c), c.id), default=None)


def _sure_sum(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the total is said to be one, of these parts: a word for it, all close by, nothing sets them apart."""
    cue = knobs().cues.patterns["together"]
    said_so = cue.search(claim.qualifier or "") or cue.search(bench.before(claim, 60)) or cue.search(bench.after(claim))
    close = all(reached(claim, part) for part in parts)
    kind, listed = (claim.measure, claim.unit), {claim.id, *(part.id for part in parts)}
    beside = [c for part in parts for c in bench.sentence(part) if (c.measure, c.unit) == kind]
    close = close and all(c.id in listed for c in beside if enters_time(claim, c))
    alike = all(not set(gap(bench, claim, part).differ) - {"subject", "qualifier", "source"} for part in parts)
    return (
        bool(said_so)
        and close
        and alike
        and not is_wider(bench, claim)
        and bench.strong_together((claim, *parts))
        and claim.measure != "users"
    )
