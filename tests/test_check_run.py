"""What holds for all checks: rules prove themselves, order does not matter, planted faults are found, links are few."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import check
from extractor.benchmark import world
from extractor.check.knobs import Word, houses, knobs, pattern
from extractor.check.lineage import canonical
from extractor.engines.copies import Copies
from extractor.models import Check, Claim, Corpus
from tests.checking import ACME, CN, ENTITIES, JADE, ONYX, US, WEEK, accusations, article, checks, corpus, said

WORDS = [
    *knobs().intervals.from_below,
    *(w for group in type(knobs().cues).model_fields for w in getattr(knobs().cues, group)),
]


@pytest.mark.parametrize("word", WORDS, ids=lambda w: w.word[:24])
def test_every_cue_is_found_in_its_example_and_not_in_its_counterexample(word: Word) -> None:
    assert pattern((word,)).search(word.example)
    assert word.counterexample is None or not pattern((word,)).search(word.counterexample)


def test_rules_name_what_exists() -> None:
    measures = {entry.name for entry in knobs().measures}
    assert len(measures) == len(knobs().measures)
    for formula in knobs().formulas:
        assert {formula.target, *formula.parts} <= measures, formula.name
    for bound in knobs().bounds:
        assert {bound.part, bound.whole} <= measures


@pytest.mark.parametrize("entry", houses().publishers, ids=lambda e: e.name)
def test_a_publisher_is_known_by_every_name_and_address(entry: object) -> None:
    for name in (entry.name, *entry.names, *entry.domains, *(f"https://www.{d}/a/b" for d in entry.domains)):  # type: ignore[attr-defined]
        assert canonical(name) == entry.name  # type: ignore[attr-defined]
    spoken = "".join(c for c in entry.example.casefold() if c.isalnum())  # type: ignore[attr-defined]
    assert any("".join(c for c in n.casefold() if c.isalnum()) in spoken for n in (entry.name, *entry.names))  # type: ignore[attr-defined]


def story(lead: str = "1.63 trillion", value: str = "1.63e12") -> Corpus:
    text = (
        f"Chinese models served 5.27 trillion tokens, ahead of American ones at 3.64 trillion. The lead is {lead}. "
        "Jade 3 has 310 billion parameters, Onyx 2.7 trillion. It is 8.7 times larger."
    )
    volume = ("token_volume", "tokens")
    claims = (
        said("5.27 trillion", "5.27e12", *volume, CN, period=WEEK),
        said("3.64 trillion", "3.64e12", *volume, US, period=WEEK),
        said(lead, value, "difference", "tokens", CN, counterpart_ids=(US,), period=WEEK),
        said("310 billion", "310e9", "parameters", "parameters", JADE),
        said("2.7 trillion", "2.7e12", "parameters", "parameters", ONYX),
        said(
            "8.7 times", "8.7", "multiple", "multiple", ONYX, counterpart_ids=(JADE,), of="parameters", direction="up"
        ),
    )
    again = "They served 5.3 trillion tokens. Jade 3 has 310 billion parameters."
    more = (
        said("5.3 trillion", "5.3e12", *volume, CN, period=WEEK),
        said("310 billion", "310e9", "parameters", "parameters", JADE),
    )
    return corpus(article("a", text, *claims), article("b", again, *more))


def lines(result: list[Check]) -> list[str]:
    return [c.model_dump_json() for c in result]


def test_the_order_of_what_is_given_does_not_matter_to_a_byte() -> None:
    given_corpus = story()
    wanted = lines(check.run(given_corpus))
    assert len(wanted) > 4
    for seed in range(5):
        shuffled = {}
        for name in ("articles", "claims", "entities"):
            items = list(getattr(given_corpus, name))
            random.Random(seed).shuffle(items)
            shuffled[name] = tuple(items)
        assert lines(check.run(given_corpus.model_copy(update=shuffled))) == wanted


def test_ids_stay_when_something_unrelated_is_added() -> None:
    before = {c.id for c in check.run(story())}
    extra = article(
        "z", "Acme made $4.2 billion.", said("$4.2 billion", "4.2e9", "revenue", "usd", ACME, period="2025")
    )
    grown = story()
    grown = grown.model_copy(update={"articles": (*grown.articles, extra[0]), "claims": (*grown.claims, *extra[1])})
    assert before <= {c.id for c in check.run(grown)}


@given(st.integers(100, 999).filter(lambda n: not 155 <= n <= 170))
@settings(max_examples=40, deadline=None)
def test_a_planted_difference_is_found_and_nothing_else_is_accused(lead: int) -> None:
    result = check.run(story(f"{lead / 100:.2f} trillion", str(Decimal(lead).scaleb(10))))
    wrong = accusations(result)
    near = Decimal("1.63") / 8 <= Decimal(lead) / 100 <= Decimal("1.63") * 8
    assert [c.kind for c in wrong] == (["difference"] if near else [])
    assert all({p.claim_id for p in c.claims} == {"a0", "a1", "a2"} for c in wrong)


def test_a_right_story_is_not_accused_and_every_link_is_a_claim_linked_once() -> None:
    result = check.run(story())
    assert not accusations(result)
    ids = {c.id for c in story().claims}
    for one in result:
        linked = [p.claim_id for p in one.claims]
        assert len(linked) == len(set(linked))
        assert set(linked) <= ids


@st.composite
def crowds(draw: st.DrawFn) -> Corpus:
    """Any claims at all about few subjects: nothing may break, whatever the numbers."""
    rng = draw(st.randoms(use_true_random=False))
    measures = [(m.name, "percent" if not m.level else "usd") for m in knobs().measures]
    claims = []
    for position in range(draw(st.integers(0, 24))):
        measure, unit = rng.choice(measures)
        value = Decimal(rng.randint(0, 500)) / 10
        claims.append(
            Claim(
                id=f"c{position}",
                article_id=rng.choice("ab"),
                start=20 * position,
                end=20 * position + 4,
                surface=str(value),
                value=value,
                decimals=rng.choice([None, 0, 1]),
                unit=rng.choice([unit, "multiple"]),
                measure=measure,
                comparator=rng.choice(["=", "=", "~", "<", ">="]),
                direction=rng.choice([None, "up", "down"]),
                subject_ids=rng.choice([(), (CN,), (US,), (JADE,), (JADE, ONYX)]),
                period=rng.choice([None, WEEK, "2025"]),
                sentence=f"s{position // 4}",
                sentence_start=80 * (position // 4),
            )
        )
    articles = tuple(article(n, "x / y, surpassing z | " * 40)[0] for n in "ab")
    return Corpus(articles=articles, claims=tuple(claims), entities=ENTITIES)


@given(crowds())
@settings(max_examples=60, deadline=None)
def test_any_claims_give_checks_that_hold_together(crowd: Corpus) -> None:
    result = check.run(crowd)
    assert len({c.id for c in result}) == len(result)
    assert lines(result) == lines(check.run(crowd.model_copy(update={"claims": crowd.claims[::-1]})))
    for one in result:
        assert len(one.claims) <= knobs().caps.links
        assert one.explanation
        assert one.title
        if one.stated_low is not None and one.stated_high is not None:
            assert one.stated_low <= one.stated_high


def test_figures_of_the_page_take_no_part() -> None:
    from extractor.models import Block

    text = "Jade 3 has 310 billion parameters.\nRelated: Jade 3 with 340 billion parameters"
    sizes = [
        said(s, v, "parameters", "parameters", JADE) for s, v in (("310 billion", "310e9"), ("340 billion", "340e9"))
    ]
    record, claims = article("a", text, *sizes)
    assert accusations(checks((record, claims)))
    teaser = Block(kind="paragraph", start=35, end=len(text), furniture="teaser")
    assert not checks((record.model_copy(update={"blocks": (teaser,)}), claims))


def test_parts_worked_out_apart_come_to_the_same() -> None:
    made = list(world.extractions(check.FEW + 500))
    whole = Corpus(
        articles=tuple(each.article for each in made),
        claims=tuple(claim for each in made for claim in each.claims),
        entities=tuple({entity.id: entity for each in made for entity in each.entities}.values()),
        sources=tuple(source for each in made for source in each.sources),
    )
    wanted = check.examine(whole)
    assert check.examine(whole, lambda task: [task(number, 3) for number in range(3)]) == wanted
    assert check.examine(whole, Copies(2)) == wanted
