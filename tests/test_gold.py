"""The project's own articles -> no score under the floor that the corpus sets for itself."""

from __future__ import annotations

from pathlib import Path

from extractor.evaluate import below_floor, evaluate, floor
from extractor.pipeline import examine

CORPUS = Path(__file__).parents[1] / "corpora" / "briefings"


def test_no_score_of_the_own_articles_fell_below_its_floor() -> None:
    extractions, checks = examine([CORPUS])
    assert below_floor(evaluate(CORPUS, extractions, checks), floor(CORPUS)) == []
