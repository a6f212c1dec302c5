"""Predicted claims and gold claims of one article -> pairs, extras, what was missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.evaluate.corpus import GoldClaim, Located, letters_of, overlap
from extractor.models import Claim

Same = Callable[[str, str], bool]
"""Whether two names stand for one entity."""
Test = Callable[[Claim, GoldClaim], bool]

LONGER = 25
"""Characters by which a predicted span may be longer than the gold: room for a unit and its noun."""
CLOSE = Decimal("1e-6")
"""Relative: fractions like a third have no last digit."""


class Pair(NamedTuple):
    predicted: Claim
    gold: GoldClaim


class Matching(NamedTuple):
    """Of one article. Extras include what was predicted on furniture."""

    pairs: tuple[Pair, ...]
    extras: tuple[Claim, ...]
    missed: tuple[Located, ...]
    on_furniture: int


def same_name(one: str, other: str) -> bool:
    """Equal but for case and punctuation.

    >>> same_name("MiniMax-M2.5", "minimax m2.5")
    True
    """
    return letters_of(one).casefold() == letters_of(other).casefold()


def field_tests(same: Same | None) -> dict[str, Test]:
    """One test for each field that makes a level of its own."""

    def alike(one: str, other: str) -> bool:
        return same_name(one, other) or (same is not None and same(one, other))

    def subject(predicted: Claim, gold: GoldClaim) -> bool:
        accepted = gold.subject + gold.counterpart
        met = sum(any(alike(name, given) for given in predicted.subject) for name in gold.subject)
        known = all(any(alike(name, given) for name in accepted) for given in predicted.subject)
        return bool(predicted.subject) and known and 2 * met >= len(gold.subject)

    return {
        "unit": lambda predicted, gold: predicted.unit == gold.unit,
        "measure": lambda predicted, gold: predicted.measure == gold.measure,
        "subject": subject,
        "comparator": lambda predicted, gold: predicted.comparator == gold.comparator,
        "period": lambda predicted, gold: predicted.period == gold.period,
    }


def beside_tests(same: Same | None) -> dict[str, tuple[Test, Test]]:
    """Name -> (whether the gold states it, whether the prediction has it right), for matched pairs."""

    def source(predicted: Claim, gold: GoldClaim) -> bool:
        given, wanted = predicted.attributed_to or "", gold.source or ""
        one, other = letters_of(given).casefold(), letters_of(wanted).casefold()
        return bool(one) and (one in other or other in one or (same is not None and same(given, wanted)))

    return {
        "modality": (lambda _, gold: True, lambda predicted, gold: predicted.modality == gold.modality),
        "direction": (
            lambda _, gold: gold.direction is not None,
            lambda predicted, gold: predicted.direction == gold.direction,
        ),
        "attributed": (lambda _, gold: gold.source is not None, source),
        "as_of": (
            lambda _, gold: gold.as_of is not None,
            lambda predicted, gold: (predicted.as_of or "").startswith(gold.as_of or ""),
        ),
    }


def match(located: Sequence[Located], predicted: Sequence[Claim], tests: Mapping[str, Test]) -> Matching:
    """Pair the claims of one article with its gold, the best agreeing first."""
    used_predicted: set[int] = set()
    used_gold: set[int] = set()
    chosen: list[tuple[int, int]] = []
    for _, _, i, k in sorted(_candidates(located, predicted, tests), key=lambda c: (-c[0], -c[1], c[2], c[3])):
        if i not in used_predicted and k not in used_gold:
            used_predicted.add(i)
            used_gold.add(k)
            chosen.append((i, k))
    rest = [claim for i, claim in enumerate(predicted) if i not in used_predicted]
    on_furniture = [predicted[i] for i, k in chosen if located[k].claim.furniture]
    return Matching(
        pairs=tuple(
            Pair(predicted[i], located[k].claim)
            for i, k in sorted(chosen)
            if not (located[k].claim.furniture or located[k].claim.minor)
        ),
        extras=tuple(sorted((*_not_neutral(located, rest, used_gold), *on_furniture), key=lambda c: (c.start, c.end))),
        missed=tuple(
            gold
            for k, gold in enumerate(located)
            if k not in used_gold and not (gold.claim.minor or gold.claim.furniture)
        ),
        on_furniture=len(on_furniture),
    )


def _candidates(
    located: Sequence[Located], predicted: Sequence[Claim], tests: Mapping[str, Test]
) -> list[tuple[int, int, int, int]]:
    """(fields that agree, characters shared, predicted, gold) of all that may be paired."""
    found = []
    for i, claim in enumerate(predicted):
        for k, (gold, spans) in enumerate(located):
            shared = max((overlap((claim.start, claim.end), s) for s in spans if _fits(claim, s)), default=0)
            if shared > 0 and _same_number(claim, gold):
                found.append((sum(test(claim, gold) for test in tests.values()), shared, i, k))
    return found


def _fits(claim: Claim, span: tuple[int, int]) -> bool:
    return claim.end - claim.start <= span[1] - span[0] + LONGER


def _same_number(claim: Claim, gold: GoldClaim) -> bool:
    if gold.value is not None:
        return _close(claim.value, gold.value)
    return _close(claim.low, gold.low) and _close(claim.high, gold.high)


def _close(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= CLOSE * max(abs(one), abs(other))


def _not_neutral(located: Sequence[Located], rest: Sequence[Claim], used: set[int]) -> list[Claim]:
    """Drop one prediction for each minor claim that is still free, and for each repetition of a claim's words."""
    free = [gold.spans for k, gold in enumerate(located) if gold.claim.minor and k not in used]
    free += [gold.spans for gold in located for _ in gold.spans[1:]]
    extras = []
    for claim in rest:
        near = next((spans for spans in free if any(overlap((claim.start, claim.end), s) > 0 for s in spans)), None)
        if near is None:
            extras.append(claim)
        else:
            free.remove(near)
    return extras
