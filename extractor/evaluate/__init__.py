"""Extractions and checks, a corpus with gold -> precision, recall and F1, as a report and as lines of text.

Gold lives beside the articles (`corpora/README.md` gives its form and conventions). What is scored:

- Claims. A predicted claim matches a gold claim of the same article when their spans overlap, the predicted one not
  being much longer, and their numbers are equal; pairs are one to one, the best agreeing first. Level `number` is that
  alone, the levels `unit measure subject comparator period` ask for one field beside it, `all` for all of them.
  `minor` gold is neutral; a prediction on `furniture` gold is a false positive.
- Of the matched pairs: how many are right in modality, direction, source and as_of, where the gold states them.
- Relations. A gold relation is found when a check of a related kind carries an accepted verdict and links its claims
  (`relations.py`). Precision is of accusations: how many of the `inconsistent` checks meet a fault that the gold knows.
"""

from __future__ import annotations

from extractor.evaluate.claims import Same
from extractor.evaluate.corpus import Gold, GoldClaim, GoldDocument, Relation
from extractor.evaluate.folders import articles, gold
from extractor.evaluate.hunting import PlantReport, hunt
from extractor.evaluate.hunting import lines as plant_lines
from extractor.evaluate.plant import Plant, plants
from extractor.evaluate.report import (
    Finding,
    Floor,
    RelationScore,
    Report,
    Score,
    Share,
    below_floor,
    evaluate,
    floor,
    lines,
    metrics,
)

__all__ = [
    "Finding",
    "Floor",
    "Gold",
    "GoldClaim",
    "GoldDocument",
    "Plant",
    "PlantReport",
    "Relation",
    "RelationScore",
    "Report",
    "Same",
    "Score",
    "Share",
    "articles",
    "below_floor",
    "evaluate",
    "floor",
    "gold",
    "hunt",
    "lines",
    "metrics",
    "plant_lines",
    "plants",
]
