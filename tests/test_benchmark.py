"""Every row of the benchmark is measured on the sample; varied articles are the same each time and can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import clean
from extractor.benchmark import rows
from extractor.benchmark.rows import Sample
from extractor.benchmark.vary import vary
from extractor.models import Article

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
