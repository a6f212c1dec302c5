"""Checks and gold relations -> which relations were found, which accusations are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.evaluate.corpus import Gold, Located, Relation, overlap
from extractor.models import Check, CheckKind, Claim, Verdict

MET_BY: dict[Verdict, frozenset[Verdict]] = {
    "consistent": frozenset({"consistent", "consistent_by_rounding"}),
    "consistent_by_rounding": frozenset({"consistent_by_rounding"}),
    "inconsistent": frozenset({"inconsistent"}),
    "not_comparable": frozenset({"not_comparable"}),
    # a value that was computed may also have been used up in a check
    "derived": frozenset({"derived", "consistent", "consistent_by_rounding"}),
    "undetermined": frozenset({"undetermined"}),
}
FAMILIES: tuple[frozenset[CheckKind], ...] = (
    frozenset({"agreement", "corroboration", "drift", "stale", "scale_slip", "lineage"}),
    frozenset({"sum", "difference", "bound", "share"}),
    frozenset({"ratio", "growth", "share", "difference"}),
    frozenset({"order", "streak", "rank", "bound", "growth"}),
    frozenset({"catalog"}),
)
"""Kinds under which one and the same piece of arithmetic may be filed."""
STRANGERS = 2
"""Claims that a check may link beyond those of the relation."""
CROWD = 25
"""Claims that an agreement may link, if all bear one unit."""

Ids = frozenset[str]


class Outcome(NamedTuple):
    found: tuple[Relation, ...]
    missed: tuple[Relation, ...]
    right: tuple[Check, ...]
    """Accusations that meet a fault of the gold."""
    wrong: tuple[Check, ...]


def judge(
    gold: Gold, located: Mapping[str, Sequence[Located]], claims: Mapping[str, Sequence[Claim]], checks: Sequence[Check]
) -> Outcome:
    """Hold checks against the relations of the gold; `located` and `claims` are by name of the gold document."""
    units = {claim.id: claim.unit for read in claims.values() for claim in read}
    sets = {r.claims: [_predicted(located, claims, reference) for reference in r.claims] for r in gold.relations}

    def meets(check: Check, relation: Relation) -> bool:
        return check.verdict in accepted(relation) and _meets(check, relation, sets[relation.claims], units)

    found = [r for r in gold.relations if any(meets(check, r) for check in checks)]
    faults = [r for r in gold.relations if "inconsistent" in accepted(r)]
    accused = [check for check in checks if check.verdict == "inconsistent" and _of_this_corpus(check, units)]
    right = [check for check in accused if any(meets(check, fault) for fault in faults)]
    return Outcome(
        found=tuple(found),
        missed=tuple(r for r in gold.relations if r not in found),
        right=tuple(right),
        wrong=tuple(check for check in accused if check not in right),
    )


def _of_this_corpus(check: Check, units: Mapping[str, str]) -> bool:
    """Whether the gold can tell: every claim comes from an article that has gold."""
    return bool(check.claims) and all(part.claim_id in units for part in check.claims)


def accepted(relation: Relation) -> frozenset[Verdict]:
    """Verdicts of a check that answer a relation rightly."""
    return frozenset(relation.accept) or MET_BY[relation.verdict]


def _predicted(located: Mapping[str, Sequence[Located]], claims: Mapping[str, Sequence[Claim]], reference: str) -> Ids:
    """Ids of the predicted claims that stand where a gold claim stands."""
    name, _, index = reference.rpartition("#")
    spans = located[name][int(index)].spans
    return frozenset(
        claim.id for claim in claims[name] if any(overlap((claim.start, claim.end), span) > 0 for span in spans)
    )


def _meets(check: Check, relation: Relation, sets: Sequence[Ids], units: Mapping[str, str]) -> bool:
    """All claims of the relation but one, at least two where it has two, and few others."""
    linked = {part.claim_id for part in check.claims}
    met = sum(bool(ids & linked) for ids in sets)
    if met < max(min(2, len(sets)), len(sets) - 1) or not _related(check.kind, relation):
        return False
    if relation.kind == "agreement" and len({units[claim] for claim in linked if claim in units}) == 1:
        return len(linked) <= CROWD
    return len(linked) <= len(sets) + STRANGERS


def _related(kind: CheckKind, relation: Relation) -> bool:
    """A fault may be filed under any kind."""
    return relation.verdict == "inconsistent" or any(kind in f and relation.kind in f for f in FAMILIES)
