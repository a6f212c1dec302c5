"""Every row of the benchmark is measured on the sample; varied articles are the same each time and can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import clean, pipeline
from extractor.benchmark import rows, world
from extractor.benchmark.rows import Sample
from extractor.benchmark.vary import vary
from extractor.models import Article
from extractor.store import Store

BRIEFINGS = Path(__file__).parent.parent / "corpora" / "briefings"
SAMPLE = Sample((BRIEFINGS,), 700)


def test_a_sample_is_the_same_each_time_and_of_so_many_words() -> None:
    pieces = SAMPLE.pieces()
    assert pieces == SAMPLE.pieces()
    assert 700 <= sum(len(piece.data.split()) for piece in pieces) < 5_000


@pytest.mark.parametrize("name", [name for name in rows.present() if name != rows.MODEL])
def test_every_row_measures_all_words(name: str) -> None:
    words = sum(len(article.text.split()) for article in SAMPLE.articles())
    measured = rows.measure(name, SAMPLE)
    assert {each.words for each in measured} == {words}
    assert all(each.seconds > 0 and each.peak > 10 for each in measured)
    if name == "stages":
        assert [each.row.strip() for each in measured][:2] == ["segment", "link"]
    else:
        assert [each.row for each in measured] == [name]


def test_varied_articles_differ_are_the_same_each_time_and_are_articles(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        vary(BRIEFINGS, tmp_path / folder, 45)
    texts = [
        [item.text for item in clean.articles([tmp_path / folder]) if isinstance(item, Article)]
        for folder in ("one", "two")
    ]
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == 45


def test_generated_claims_stand_in_their_articles_and_are_the_same_each_time() -> None:
    made = list(world.extractions(400))
    assert made == list(world.extractions(400))
    assert made != list(world.extractions(400, seed=1))
    for each in made:
        for claim in each.claims:
            assert each.article.text[claim.start : claim.end] == claim.surface
            assert each.article.text.startswith(claim.sentence, claim.sentence_start)


def test_checks_find_what_generated_articles_have_right_and_wrong() -> None:
    found = list(world.extractions(600))
    with Store(":memory:") as store:
        checks = pipeline.settle(found, store)
    verdicts = {(check.kind, check.verdict) for check in checks}
    assert {("sum", "consistent"), ("growth", "consistent"), ("share", "consistent")} <= verdicts
    assert any(verdict == "inconsistent" for _, verdict in verdicts)
    assert len(checks) < 600
