"""NewsQuant (or any JSON list of {"text": ...}) -> one line of quantities a sentence, in the form its scorers read.

    python tests/newsquant.py SENTENCES.json > predictions.jsonl

The set itself is not part of this project; it is published with the CQE paper. Only names of units are translated here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import extractor
from extractor.models import Quantity

CHANGE = {"<=": "<", ">=": ">"}
UNITS = {
    "percent": "percentage",
    "usd": "dollar",
    "eur": "euro",
    "gbp": "pound sterling",
    "cny": "chinese yuan",
    "jpy": "japanese yen",
    "inr": "indian rupee",
    "aud": "australian dollar",
    "cad": "canadian dollar",
    "hkd": "hong kong dollar",
    "myr": "malaysian ringgit",
    "ils": "shekel",
    "btc": "bitcoin",
    "centuries": "century",
    "years_of_age": "year of age",
    "pounds_mass": "pound",
    "kmh": "kilometer per hour",
    "mph": "mile per hour",
    "mpg": "mile per gallon",
    "newton_metres": "newton meter",
    "pound_feet": "pound foot",
    "bits_per_second": "bit per second",
    "multiple": "times",
    "rpm": "revolution per minute",
}


def row(quantity: Quantity) -> dict[str, Any]:
    """One quantity as value, unit and change mark."""
    value: Any = (
        float(quantity.value) if quantity.value is not None else [float(quantity.low or 0), float(quantity.high or 0)]
    )
    unit = (
        quantity.noun or "" if quantity.unit == "count" else UNITS.get(quantity.unit, quantity.unit.replace("_", " "))
    )
    change = quantity.direction or CHANGE.get(quantity.comparator, quantity.comparator)
    return {"value": value, "unit": unit, "change": change}


def main() -> None:
    nlp = extractor.load()
    texts = [item["text"] for item in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))]
    for doc in nlp.pipe(texts):
        print(json.dumps([row(span._.quantity) for span in doc.spans["quantities"] if span._.quantity.unit != "rank"]))


if __name__ == "__main__":
    main()
