"""Hand-made extractions and checks -> the scores that a user reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.cli.desk import Desk
from extractor.errors import ExtractorError
from extractor.evaluate import (
    Floor,
    GoldClaim,
    Report,
    arithmetic,
    articles,
    below_floor,
    evaluate,
    floor,
    gold,
    hunt,
    lines,
    metrics,
    plant_lines,
    plants,
)
from extractor.evaluate.corpus import Letters, locate
from extractor.evaluate.falsify import faults, turned
from extractor.evaluate.plant import planted
from extractor.models import Article, Check, CheckClaim, CheckKind, Claim, Extraction, Verdict

BRIEFINGS = Path(__file__).parent.parent / "corpora" / "briefings"
TEXT = (
    "Orion 2 costs $3 and Lyra about $4.50 per run, $7.50 together. "
    "The price of Orion 2 fell by 25% from $4. Rated 4.8 by readers of the top ten list."
)
CLAIMS: list[dict[str, Any]] = [
    {"quote": "costs $3 and", "surface": "$3", "value": 3, "unit": "usd", "measure": "price", "subject": ["Orion 2"]},
    {
        "quote": "about $4.50 per",
        "surface": "$4.50",
        "value": 4.5,
        "unit": "usd",
        "comparator": "~",
        "measure": "price",
        "subject": ["Lyra"],
    },
    {
        "quote": "$7.50 together",
        "surface": "$7.50",
        "value": 7.5,
        "unit": "usd",
        "measure": "price",
        "subject": ["Orion 2", "Lyra"],
    },
    {
        "quote": "fell by 25% from",
        "surface": "25%",
        "value": 25,
        "unit": "percent",
        "measure": "growth",
        "subject": ["Orion 2"],
        "direction": "down",
    },
    {"quote": "from $4. Rated", "surface": "$4", "value": 4, "unit": "usd", "measure": "price", "subject": ["Orion 2"]},
    {
        "quote": "Rated 4.8 by",
        "surface": "4.8",
        "value": 4.8,
        "unit": "count",
        "measure": "engagement",
        "subject": ["page"],
        "furniture": True,
    },
    {
        "quote": "the top ten list",
        "surface": "top ten",
        "value": 10,
        "unit": "rank",
        "measure": "rank",
        "subject": ["page"],
        "minor": True,
    },
]
RELATIONS: list[dict[str, Any]] = [
    {"kind": "sum", "claims": ["a#0", "a#1", "a#2"], "verdict": "consistent"},
    {"kind": "agreement", "claims": ["a#0", "a#4"], "verdict": "inconsistent"},
]


def write(folder: Path, claims: object = CLAIMS, relations: object = RELATIONS) -> Path:
    (folder / "a.gold.json").write_text(json.dumps({"doc": "a.txt", "claims": claims}), encoding="utf-8")
    (folder / "relations.json").write_text(json.dumps(relations), encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path)


def as_claim(identifier: str, wanted: GoldClaim, start: int, end: int, text: str) -> Claim:
    return Claim(
        id=identifier,
        start=start,
        end=end,
        surface=text[start:end],
        value=wanted.value,
        low=wanted.low,
        high=wanted.high,
        unit=wanted.unit,
        comparator=wanted.comparator,
        measure=wanted.measure,
        direction=wanted.direction,
        subject=wanted.subject,
        period=wanted.period,
        as_of=wanted.as_of,
        modality=wanted.modality,
        attributed_to=wanted.source,
    )


def perfect(folder: Path, name: str, text: str) -> Extraction:
    """What an extractor would give that took all but the furniture."""
    document = gold(folder).docs[name]
    claims = tuple(
        as_claim(f"{name}#{index}", wanted, *spans[0], text)
        for index, (wanted, spans) in enumerate(locate(document, text))
        if not wanted.furniture
    )
    article = Article(id=name, path=f"folder/{document.doc}", text=text, sha256="", blocks=())
    return Extraction(article=article, claims=claims)


def with_claims(extraction: Extraction, claims: Sequence[Claim]) -> Extraction:
    return extraction.model_copy(update={"claims": tuple(claims)})


def check(kind: CheckKind, verdict: Verdict, *claims: str) -> Check:
    linked = tuple(CheckClaim(claim_id=claim, role="part") for claim in claims)
    return Check(
        id="", kind=kind, verdict=verdict, severity="info", title="t", explanation="", formula="f", claims=linked
    )


def score(corpus: Path, *claims: Claim, checks: Sequence[Check] = ()) -> Report:
    return evaluate(corpus, [with_claims(perfect(corpus, "a", TEXT), claims)], checks)


def test_perfect_predictions_on_the_projects_own_corpus_score_one_in_everything() -> None:
    truth = gold(BRIEFINGS)
    texts = {n: (BRIEFINGS / d.doc).read_text(encoding="utf-8") for n, d in truth.docs.items() if d.doc[-4:] != "html"}
    report = evaluate(BRIEFINGS, [perfect(BRIEFINGS, name, text) for name, text in texts.items()], [])
    assert report.docs == len(truth.docs)
    assert report.on_furniture == 0
    assert report.levels["number"].precision == report.levels["all"].precision == 1
    assert {s.right / s.of for n, s in report.by_doc.items() if n in texts} == {1}
    assert {s.right / s.of for n, s in report.by_doc.items() if n not in texts} == {0}
    assert {share.right / share.of for share in report.of_matched.values()} == {1}


def test_no_predictions_score_zero(corpus: Path) -> None:
    for extractions in ([], [with_claims(perfect(corpus, "a", TEXT), ())]):
        report = evaluate(corpus, extractions, [])
        assert (report.gold, report.predicted) == (5, 0)
        assert {s.f1 for s in report.levels.values()} == {0}
        assert report.relations.recall == 0
        assert report.relations.precision is None


@given(kept=st.sets(st.integers(0, 5)), twice=st.sets(st.integers(0, 4)))
@settings(max_examples=40, deadline=None)
def test_recall_counts_what_is_there_and_precision_what_is_too_much(
    kept: set[int], twice: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = write(tmp_path_factory.mktemp("corpus"))
    claims = perfect(corpus, "a", TEXT).claims
    given_claims = [claims[i] for i in sorted(kept)] + [claims[i] for i in sorted(twice & kept)]
    number = score(corpus, *given_claims).levels["number"]
    right = len(kept - {5})
    given_count = right + len(twice & kept)
    assert number.recall == pytest.approx(right / 5)
    assert number.precision == pytest.approx(right / given_count if given_count else 0)


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        ({"unit": "eur"}, {"unit", "all"}),
        ({"measure": "cost"}, {"measure", "all"}),
        ({"subject": ("Lyra",)}, {"subject", "all"}),
        ({"subject": ()}, {"subject", "all"}),
        ({"subject": ("Orion 2", "Lyra")}, {"subject", "all"}),
        ({"subject": ("ORION-2",)}, set()),
        ({"comparator": "<"}, {"comparator", "all"}),
        ({"period": "2026"}, {"period", "all"}),
        ({"value": Decimal(30)}, {"number", "unit", "measure", "subject", "comparator", "period", "all"}),
        ({"end": 3 + 40}, {"number", "unit", "measure", "subject", "comparator", "period", "all"}),
        ({"value": Decimal("3.0000001")}, set()),
    ],
)
def test_a_wrong_field_costs_its_own_level_and_all(corpus: Path, change: dict[str, Any], levels: set[str]) -> None:
    first, *rest = perfect(corpus, "a", TEXT).claims
    report = score(corpus, first.model_copy(update=change), *rest)
    assert {name for name, s in report.levels.items() if s.recall < 1} == levels


def test_half_of_several_subjects_is_enough(corpus: Path) -> None:
    claims = list(perfect(corpus, "a", TEXT).claims)
    claims[2] = claims[2].model_copy(update={"subject": ("Lyra",)})
    assert score(corpus, *claims).levels["subject"].f1 == 1


def test_a_counterpart_may_be_named_but_does_not_replace_the_subject(tmp_path: Path) -> None:
    corpus = write(tmp_path, [{**CLAIMS[0], "counterpart": ["Lyra"]}], [])
    claim = perfect(corpus, "a", TEXT).claims[0]
    assert score(corpus, claim.model_copy(update={"subject": ("Orion 2", "Lyra")})).levels["subject"].f1 == 1
    assert score(corpus, claim.model_copy(update={"subject": ("Lyra",)})).levels["subject"].f1 == 0


def test_another_name_counts_where_it_stands_for_the_same_entity(corpus: Path) -> None:
    first, *rest = perfect(corpus, "a", TEXT).claims
    renamed = with_claims(perfect(corpus, "a", TEXT), [first.model_copy(update={"subject": ("The Hunter",)}), *rest])
    assert evaluate(corpus, [renamed], []).levels["subject"].f1 < 1
    same = evaluate(corpus, [renamed], [], same=lambda one, other: {one, other} == {"The Hunter", "Orion 2"})
    assert same.levels["subject"].f1 == 1


def test_furniture_is_a_false_positive_and_minor_gold_is_neutral(corpus: Path) -> None:
    claims = perfect(corpus, "a", TEXT).claims
    wanted, (span, *_) = locate(gold(corpus).docs["a"], TEXT)[5]
    report = score(corpus, *claims, as_claim("f", wanted, *span, TEXT))
    assert (report.gold, report.predicted, report.on_furniture) == (5, 6, 1)
    without_minor = score(corpus, *claims[:5])
    assert without_minor.levels["number"].f1 == 1
    assert without_minor.predicted == 5


def test_words_that_a_page_repeats_may_be_taken_once_or_twice(corpus: Path) -> None:
    text = TEXT + "\n" + TEXT
    document = gold(corpus).docs["a"]
    twice = perfect(corpus, "a", text)
    again = [
        as_claim(f"again{index}", wanted, *spans[1], text)
        for index, (wanted, spans) in enumerate(locate(document, text))
        if not wanted.furniture
    ]
    for claims in (twice.claims, again, [*twice.claims, *again]):
        assert evaluate(corpus, [with_claims(twice, claims)], []).levels["number"].f1 == 1


def test_of_matched_pairs_modality_direction_source_and_date_are_scored(tmp_path: Path) -> None:
    stated = {"direction": "down", "source": "J.P. Morgan", "as_of": "2026-05", "modality": "attributed"}
    corpus = write(tmp_path, [{**CLAIMS[3], **stated}], [])
    claim = perfect(corpus, "a", TEXT).claims[0]
    close = claim.model_copy(update={"attributed_to": "JP Morgan analysts", "as_of": "2026-05-20"})
    wrong = claim.model_copy(update=dict.fromkeys(("direction", "attributed_to", "as_of")) | {"modality": "forecast"})
    assert {name: s.right for name, s in score(corpus, close).of_matched.items()} == dict.fromkeys(
        ("modality", "direction", "attributed", "as_of"), 1
    )
    assert {s.right for s in score(corpus, wrong).of_matched.values()} == {0}


@pytest.mark.parametrize(
    ("made", "found", "right"),
    [
        (check("sum", "consistent", "a#0", "a#1", "a#2"), 1, 0),
        (check("difference", "consistent_by_rounding", "a#2", "a#0"), 1, 0),
        (check("order", "consistent", "a#0", "a#1", "a#2"), 0, 0),
        (check("sum", "inconsistent", "a#0", "a#1", "a#2"), 0, 0),
        (check("sum", "consistent", "a#0"), 0, 0),
        (check("sum", "consistent", "a#0", "a#1", "a#2", "a#3", "a#4", "a#6"), 0, 0),
        (check("agreement", "inconsistent", "a#0", "a#4"), 1, 1),
        (check("growth", "inconsistent", "a#0", "a#4", "a#3"), 1, 1),
        (check("agreement", "inconsistent", "a#1", "a#3"), 0, 0),
        (check("agreement", "inconsistent", "elsewhere", "a#4"), 0, None),
    ],
)
def test_a_check_meets_a_relation_by_kind_verdict_and_claims(
    corpus: Path, made: Check, found: int, right: int | None
) -> None:
    report = score(corpus, *perfect(corpus, "a", TEXT).claims, checks=[made])
    assert report.relations.found == found
    assert report.relations.accusations == (made.verdict == "inconsistent" and right is not None)
    assert report.relations.right == (right or 0)


def test_accept_replaces_the_verdict_of_a_relation(tmp_path: Path) -> None:
    corpus = write(tmp_path, relations=[{**RELATIONS[1], "accept": ["not_comparable"]}])
    claims = perfect(corpus, "a", TEXT).claims
    assert score(corpus, *claims, checks=[check("drift", "not_comparable", "a#0", "a#4")]).relations.recall == 1
    accused = score(corpus, *claims, checks=[check("agreement", "inconsistent", "a#0", "a#4")]).relations
    assert (accused.recall, accused.precision) == (0, 0)


@pytest.mark.parametrize(
    ("text", "quote", "surface", "expected"),
    [
        ("rose <to> **4.69T** tokens", "to 4.69T tokens", "4.69T", "4.69T"),
        ("at $**0.30**/1M", "at $0.30/1M", "$0.30", "0.30"),
        ("up +12% on", "up +12% on", "+12%", "+12%"),
        ("of 3 and 33 of 3 more", "33 of 3 more", "of 3 more", "of 3 more"),
        ("nothing here", "of 3 more", "3", None),
    ],
)
def test_a_quote_is_found_whatever_stands_between_its_letters(
    text: str, quote: str, surface: str, expected: str | None
) -> None:
    claim = GoldClaim(quote=quote, surface=surface, value=Decimal(1), unit="count", measure="count", subject=("x",))
    assert [text[start:end] for start, end in Letters.of(text).spans(claim)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("claim", "relations", "told"),
    [
        ({"colour": "red"}, [], "a.gold.json: claims 0 colour"),
        ({"comparator": "about"}, [], "a.gold.json: claims 0 comparator"),
        ({"value": None}, [], "a.gold.json: claims 0: give either value, or low and high"),
        ({"surface": "$9"}, [], "must stand in the quote once"),
        ({}, [{"kind": "sum", "claims": ["a#9", "a#0"], "verdict": "consistent"}], "relations.json: 0 claims: a#9"),
        ({}, [{"kind": "guess", "claims": ["a#0"], "verdict": "consistent"}], "relations.json: 0 kind"),
    ],
)
def test_faulty_gold_is_refused_with_file_place_and_fault(
    tmp_path: Path, claim: dict[str, Any], relations: list[dict[str, Any]], told: str
) -> None:
    write(tmp_path, [{**CLAIMS[0], **claim}], relations)
    with pytest.raises(ExtractorError) as caught:
        gold(tmp_path)
    assert told in str(caught.value)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match=r"put NAME\.gold\.json beside"):
        gold(tmp_path)


def test_lines_give_scores_and_as_many_errors_of_each_kind_as_asked_for(corpus: Path) -> None:
    first, _, _, *rest = perfect(corpus, "a", TEXT).claims
    wrong = rest[0].model_copy(update={"measure": "share"})
    extra = first.model_copy(update={"value": Decimal(99)})
    report = score(corpus, first, extra, wrong, *rest[1:], checks=[check("agreement", "inconsistent", "a#0", "a#3")])
    kinds = {"MISSED", "EXTRA", "WRONG", "UNFOUND", "ACCUSED"}
    assert [line for line in lines(report) if line.split()[0] in kinds] == []
    assert {line.split()[0] for line in lines(report, errors=9)} >= kinds
    assert sum(line.startswith("MISSED") for line in lines(report, errors=1)) == 1
    assert any("measure is 'share', not 'growth'" in line for line in lines(report, errors=9))
    assert any(line.split() == ["price", "recall", "0.500", "(2/4)"] for line in lines(report, by="measure"))
    assert any(line.split() == ["a", "recall", "0.600", "(3/5)"] for line in lines(report, by="doc"))


def test_a_report_survives_json(corpus: Path) -> None:
    report = score(corpus, *perfect(corpus, "a", TEXT).claims)
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_the_floor_names_what_fell_below_it(corpus: Path) -> None:
    (corpus / "floor.json").write_text(
        '{"number_f1": 0.9, "all_f1": 0.9, "relations_precision": 0.5}', encoding="utf-8"
    )
    least = floor(corpus)
    full = perfect(corpus, "a", TEXT).claims
    accusation = check("agreement", "inconsistent", "a#0", "a#4")
    assert below_floor(score(corpus, *full, checks=[accusation]), least) == []
    fallen = below_floor(score(corpus, full[0].model_copy(update={"unit": "eur"}), *full[1:]), least)
    assert fallen == ["all_f1 is 0.800, its floor 0.900", "relations_precision is -, its floor 0.500"]
    with pytest.raises(ExtractorError, match="number_f2: no such metric"):
        below_floor(score(corpus, *full), Floor({"number_f2": 0.5}))
    assert metrics(score(corpus, *full))["number_f1"] == 1


# ---------------------------------------------------------------- gold by offset


def offsets(folder: Path, text: str = TEXT) -> Path:
    """The same corpus with `texts/`, and `start` and `end` in place of quotes."""
    placed = []
    for claim in CLAIMS:
        start = text.index(claim["quote"]) + claim["quote"].index(claim["surface"])
        end = start + len(claim["surface"])
        placed.append({k: v for k, v in claim.items() if k != "quote"} | {"start": start, "end": end})
    for name in ("texts", "gold"):
        (folder / name).mkdir()
    (folder / "texts" / "a.txt").write_text(text, encoding="utf-8")
    (folder / "gold" / "a.json").write_text(json.dumps({"doc": "a", "file": "x", "claims": placed}), encoding="utf-8")
    (folder / "relations.json").write_text(json.dumps(RELATIONS), encoding="utf-8")
    return folder


def test_gold_by_offset_is_the_gold_by_quote(tmp_path: Path, corpus: Path) -> None:
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    truths = [gold(corpus), gold(offsets(other))]
    assert (articles(corpus), articles(other)) == (corpus, other / "texts")
    assert truths[1].docs["a"].doc == "texts/a.txt"
    one, same = ([found.spans for found in locate(truth.docs["a"], TEXT)] for truth in truths)
    assert one == same
    found = [
        {(p.kind, p.edits) for p in plants(folder, truth, each=9) if p.detectable}
        for folder, truth in zip((corpus, other), truths, strict=True)
    ]
    assert found[0] == found[1] != set()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda folder: (folder / "texts" / "a.txt").unlink(), "no article; put it at"),
        (lambda folder: (folder / "gold" / "a.json").write_text('{"claims": [{"start": 1}]}'), "'end'"),
        (lambda folder: (folder / "gold" / "a.json").write_text("[]"), "a.json"),
    ],
)
def test_faulty_gold_by_offset_names_its_file(change: Callable[[Path], Any], told: str, tmp_path: Path) -> None:
    change(offsets(tmp_path))
    with pytest.raises(ExtractorError, match=told):
        gold(tmp_path)


# ---------------------------------------------------------------- planted faults


@pytest.mark.parametrize(
    ("surface", "kinds"),
    [
        ("4.69 trillion", {"digit": "7.69", "swap": "6.49", "inner": "4.19", "tenfold": "46.9", "magnitude": "bill"}),
        ("$0.50", {"digit": "$0.80", "tenfold": "$5.0"}),
        ("1,050,000", {"digit": "4,050,000", "inner": "1,000,000", "tenfold": "10,500,000"}),
        ("12%", {"digit": "42%", "swap": "21%", "inner": "17%", "tenfold": "120%", "unit": "12 points"}),
        ("900M", {"digit": "300M", "tenfold": "9000M", "magnitude": "900B"}),
        ("a third", {}),
    ],
)  # fmt: skip
def test_a_number_can_be_misprinted_in_so_many_ways(surface: str, kinds: dict[str, str]) -> None:
    planted = {fault.kind: fault.surface for fault in faults(surface)}
    assert planted.keys() == kinds.keys()
    assert all(part in planted[kind] for kind, part in kinds.items())


@pytest.mark.parametrize(
    ("words", "other"),
    [("Usage rose to", "Usage fell to"), ("Prices go up", "Prices go down"), ("up to", None), ("more than", None)],
)
def test_a_direction_is_turned_and_a_bound_is_none(words: str, other: str | None) -> None:
    assert turned(f"{words} ") == (None if other is None else f"{other} ")


def test_a_planted_fault_changes_one_place_and_breaks_a_relation_that_held() -> None:
    truth = gold(BRIEFINGS)
    chosen = plants(BRIEFINGS, truth, seed=3, each=1)
    assert chosen == plants(BRIEFINGS, truth, seed=3, each=1) != plants(BRIEFINGS, truth, seed=4, each=1)
    detectable = [plant for plant in chosen if plant.detectable and not plant.says]
    assert len(detectable) >= 150
    assert any(not plant.detectable for plant in chosen)
    for plant in detectable:
        text = (BRIEFINGS / plant.doc).read_text(encoding="utf-8")
        assert planted(text, plant.edits) != text
        for relation in plant.breaks:
            claims = [truth.claim(reference) for reference in relation.claims]
            assert arithmetic.verdict(relation, claims) in ("consistent", "consistent_by_rounding")
            assert set(plant.claims) & set(relation.claims)


def test_a_fault_of_unit_or_dates_is_detectable_where_amounts_or_seven_days_tell() -> None:
    chosen = plants(BRIEFINGS, gold(BRIEFINGS), seed=3, each=9)
    units = [plant for plant in chosen if plant.kind == "unit" and plant.detectable]
    assert units
    assert all(plant.new.endswith("points") and plant.breaks for plant in units)
    assert {relation.kind for plant in units for relation in plant.breaks} <= {"growth", "share"}
    weeks = [plant for plant in chosen if plant.says]
    assert weeks
    assert all(
        plant.kind == "period" and "week of" in plant.new and plant.says == "a week of 11 days" for plant in weeks
    )


SUM = "In 2025 Nvidia spent $41 million on chips and $23 million on staff, a total of $64 million. Le Chat costs $3.10."


def test_a_hunt_finds_what_the_arithmetic_tells_and_nothing_else(tmp_path: Path) -> None:
    money = [("$41 million", 41), ("$23 million", 23), ("$64 million", 64)]
    claims = [
        {
            "quote": SUM,
            "surface": surface,
            "value": value * 10**6,
            "unit": "usd",
            "measure": "cost",
            "subject": ["Nvidia"],
        }
        for surface, value in money
    ]
    price = {
        "quote": "costs $3.10 a",
        "surface": "$3.10",
        "value": 3.1,
        "unit": "usd",
        "measure": "price",
        "subject": ["Mistral"],
    }
    total = {"kind": "sum", "claims": ["a#0", "a#1", "a#2"], "verdict": "consistent", "formula": "a + b = c"}
    write(tmp_path, [*claims, price], [total])
    (tmp_path / "a.txt").write_text(SUM, encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with Desk() as desk:
        report = hunt(tmp_path, desk, seed=1, each=9)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert report.detectable.of >= 9
    assert report.detectable.right == report.detectable.of
    assert report.others.right == 0
    assert report.accusations.right == report.accusations.of >= report.detectable.of
    assert plant_lines(report)[0].startswith(f"faults {report.plants}")
