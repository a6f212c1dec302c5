"""A corpus, extractions, checks -> a report of scores, its text, and whether it holds the floor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from pydantic import RootModel, TypeAdapter

from extractor.errors import ExtractorError
from extractor.evaluate.claims import Matching, Same, Test, beside_tests, field_tests, match
from extractor.evaluate.corpus import Gold, Located, Relation, locate
from extractor.evaluate.folders import gold, read_json
from extractor.evaluate.relations import Outcome, judge
from extractor.models import Check, Claim, Extraction, Record

By = Literal["measure", "doc"]


class Score(Record):
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


class Share(Record):
    """So many right of so many."""

    right: int
    of: int


class RelationScore(Record):
    """Relations of the gold that were found, accusations that are right. A rate is None where nothing is rated."""

    relations: int
    found: int
    recall: float | None
    accusations: int
    right: int
    precision: float | None


class Finding(Record):
    """One error: a claim missed, extra or partly wrong, a relation unfound, an accusation without a gold fault."""

    kind: Literal["MISSED", "EXTRA", "WRONG", "UNFOUND", "ACCUSED"]
    doc: str
    what: str


class Report(Record):
    """Scores of one corpus."""

    docs: int
    gold: int
    """Gold claims that count."""
    predicted: int
    """Predicted claims that count: all but the neutral ones."""
    on_furniture: int
    levels: dict[str, Score]
    """`number unit measure subject comparator period all`."""
    of_matched: dict[str, Share]
    """`modality direction attributed as_of`, where the gold of a matched pair states them."""
    by_measure: dict[str, Share]
    """Recall of numbers."""
    by_doc: dict[str, Share]
    relations: RelationScore
    findings: tuple[Finding, ...]


class Floor(RootModel[dict[str, float]]):
    """Name of a metric (`number_f1`, `relations_recall`, ...) -> the least it may be."""


class _Read(NamedTuple):
    """One gold document with what was extracted from its article."""

    name: str
    located: tuple[Located, ...]
    claims: tuple[Claim, ...]


def evaluate(
    corpus: Path, extractions: Sequence[Extraction], checks: Sequence[Check], same: Same | None = None
) -> Report:
    """Score extractions and checks against the gold of a corpus folder.

    Articles are recognised by file name; those without gold are left aside, gold without an article is missed. Checks
    refer to claims by their ids. `same` tells whether two names stand for one entity; without it they must be equal
    but for case and punctuation. Raises ExtractorError where the gold cannot be read.
    """
    truth = gold(corpus)
    reads = list(_reads(truth, extractions))
    tests = field_tests(same)
    matchings = {read.name: match(read.located, read.claims, tests) for read in reads}
    outcome = judge(truth, {r.name: r.located for r in reads}, {r.name: r.claims for r in reads}, checks)
    pairs = [pair for matching in matchings.values() for pair in matching.pairs]
    expected = len(pairs) + sum(len(matching.missed) for matching in matchings.values())
    given = len(pairs) + sum(len(matching.extras) for matching in matchings.values())

    def level(fields: Iterable[str]) -> Score:
        right = sum(all(tests[field](*pair) for field in fields) for pair in pairs)
        return _score(right, given, expected)

    return Report(
        docs=len(reads),
        gold=expected,
        predicted=given,
        on_furniture=sum(matching.on_furniture for matching in matchings.values()),
        levels={"number": level(()), **{field: level((field,)) for field in tests}, "all": level(tests)},
        of_matched={
            name: Share(right=sum(right(*pair) for pair in stated), of=len(stated))
            for name, (states, right) in beside_tests(same).items()
            if (stated := [pair for pair in pairs if states(*pair)])
        },
        by_measure=_recall(
            (pair.gold.measure for pair in pairs),
            (lost.claim.measure for matching in matchings.values() for lost in matching.missed),
        ),
        by_doc=_recall(
            (name for name, matching in matchings.items() for _ in matching.pairs),
            (name for name, matching in matchings.items() for _ in matching.missed),
        ),
        relations=_relation_score(outcome),
        findings=(*_claim_findings(matchings, tests), *_relation_findings(truth, outcome)),
    )


def _reads(truth: Gold, extractions: Sequence[Extraction]) -> Iterable[_Read]:
    by_name = {PurePosixPath(extraction.article.path).name: extraction for extraction in extractions}
    for name, document in truth.docs.items():
        extraction = by_name.get(PurePosixPath(document.doc).name)
        text = extraction.article.text if extraction else ""
        yield _Read(name, locate(document, text), extraction.claims if extraction else ())


def _score(right: int, given: int, expected: int) -> Score:
    precision, recall = right / given if given else 0.0, right / expected if expected else 0.0
    both = precision + recall
    return Score(precision=precision, recall=recall, f1=2 * precision * recall / both if both else 0.0)


def _recall(met: Iterable[str], lost: Iterable[str]) -> dict[str, Share]:
    """Recall by key, the most frequent first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for found, keys in ((1, met), (0, lost)):
        for key in keys:
            counts[key][0] += found
            counts[key][1] += 1
    return {k: Share(right=n[0], of=n[1]) for k, n in sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))}


def _relation_score(outcome: Outcome) -> RelationScore:
    found, relations = len(outcome.found), len(outcome.found) + len(outcome.missed)
    right, accusations = len(outcome.right), len(outcome.right) + len(outcome.wrong)
    return RelationScore(
        relations=relations,
        found=found,
        recall=found / relations if relations else None,
        accusations=accusations,
        right=right,
        precision=right / accusations if accusations else None,
    )


def _claim_findings(matchings: Mapping[str, Matching], tests: Mapping[str, Test]) -> Iterable[Finding]:
    for name, matching in matchings.items():
        for located in matching.missed:
            claim, absent = located.claim, "" if located.spans else " (its quote is not in the article's text)"
            what = f"{claim.surface!r} {claim.measure} of {', '.join(claim.subject)} in {claim.quote!r}{absent}"
            yield Finding(kind="MISSED", doc=name, what=what)
        for extra in matching.extras:
            what = f"{extra.start} {extra.surface!r} {extra.measure} of {', '.join(extra.subject)} by {extra.rule}"
            yield Finding(kind="EXTRA", doc=name, what=what)
        for predicted, wanted in matching.pairs:
            wrong = [field for field, test in tests.items() if not test(predicted, wanted)]
            faults = "; ".join(f"{f} is {getattr(predicted, f)!r}, not {getattr(wanted, f)!r}" for f in wrong)
            if wrong:
                yield Finding(kind="WRONG", doc=name, what=f"{wanted.surface!r} in {wanted.quote!r}: {faults}")


def _relation_findings(truth: Gold, outcome: Outcome) -> Iterable[Finding]:
    for relation in outcome.missed:
        numbers = ", ".join(truth.claim(reference).surface for reference in relation.claims)
        yield Finding(
            kind="UNFOUND",
            doc=_documents(relation),
            what=f"{relation.kind} {relation.verdict}: {numbers} ({relation.note})",
        )
    for check in outcome.wrong:
        yield Finding(kind="ACCUSED", doc="", what=f"{check.kind}: {check.title}: {check.formula}")


def _documents(relation: Relation) -> str:
    return "+".join(dict.fromkeys(reference.rpartition("#")[0] for reference in relation.claims))


def lines(report: Report, errors: int = 0, by: By | None = None) -> list[str]:
    """A report as plain text: the scores, recall by measure or article, at most `errors` errors of each kind."""
    rates = report.relations
    text = [
        f"articles {report.docs}  gold {report.gold}  predicted {report.predicted}  on furniture {report.on_furniture}",
        *(
            f"{'' if name == 'number' else '+'}{name:<12} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
            for name, s in report.levels.items()
        ),
        *(f"{name:<12} right {_rate(s)} of {s.of} matched" for name, s in report.of_matched.items()),
        f"relations {rates.relations}  found {rates.found}  recall {_optional(rates.recall)}   "
        f"accusations {rates.accusations}  right {rates.right}  precision {_optional(rates.precision)}",
    ]
    if by is not None:
        recall = report.by_measure if by == "measure" else report.by_doc
        text += [f"  {key:<28} recall {_rate(s)} ({s.right}/{s.of})" for key, s in recall.items()]
    shown: dict[str, int] = defaultdict(int)
    for finding in report.findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= errors:
            text.append(" ".join(filter(None, (f"{finding.kind:<7}", finding.doc, finding.what))))
    return text


def _rate(share: Share) -> str:
    return f"{share.right / share.of:.3f}"


def _optional(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.3f}"


def metrics(report: Report) -> dict[str, float | None]:
    """Every rate of a report by the name that a floor uses: `number_f1`, `modality_right`, `relations_recall`, ..."""
    flat: dict[str, float | None] = {}
    for name, score in report.levels.items():
        flat |= {f"{name}_precision": score.precision, f"{name}_recall": score.recall, f"{name}_f1": score.f1}
    flat |= {f"{name}_right": share.right / share.of for name, share in report.of_matched.items()}
    return flat | {"relations_recall": report.relations.recall, "relations_precision": report.relations.precision}


def floor(corpus: Path) -> Floor:
    """Read `floor.json` of a corpus folder. Raises ExtractorError."""
    return read_json(corpus / "floor.json", TypeAdapter(Floor))


def below_floor(report: Report, least: Floor) -> list[str]:
    """One line for each metric under its floor; a metric without a value is under any.

    Raises ExtractorError for a name that is no metric.
    """
    reached = metrics(report)
    unknown = sorted(set(least.root) - set(reached) - {f"{name}_right" for name in beside_tests(None)})
    if unknown:
        raise ExtractorError(f"floor.json: {unknown[0]}: no such metric; use one of {', '.join(sorted(reached))}")
    return [
        f"{name} is {_optional(value)}, its floor {bound:.3f}"
        for name, bound in least.root.items()
        if (value := reached.get(name)) is None or value < bound
    ]
