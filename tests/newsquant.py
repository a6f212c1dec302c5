"""NewsQuant (or any JSON list of {"text": ...}) -> one line of quantities a sentence, in the form its scorers read.

    python tests/newsquant.py SENTENCES.json > predictions.jsonl

The set itself is not part of this project; it is published with the CQE paper. Values go back from base units to the
unit that the sentence names, units to the names that the set uses; nothing else is done here.
"""

from __future__ import annotations

import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import extractor
from extractor import numbers, rules, units
from extractor.models import Quantity

CHANGE = {"<=": "<", ">=": ">"}
UNITS = {
    "percent": "percentage", "usd": "dollar", "eur": "euro", "gbp": "pound sterling", "cny": "chinese yuan",
    "jpy": "japanese yen", "inr": "indian rupee", "aud": "australian dollar", "cad": "canadian dollar",
    "hkd": "hong kong dollar", "myr": "malaysian ringgit", "ils": "shekel", "btc": "bitcoin", "centuries": "century",
    "years_of_age": "year of age", "pounds_mass": "pound", "kmh": "kilometer per hour", "mph": "mile per hour",
    "mpg": "mile per gallon", "newton_metres": "newton meter", "pound_feet": "pound foot", "multiple": "count",
    "rpm": "revolution per minute", "sgd": "singapore dollar",
    "parts_per_billion": "part per billion", "micrometres": "micrometer",
    "nzd": "new zealand dollar", "brl": "brazilian real",
}  # fmt: skip
DERIVED = {
    "Mbps": "megabit per second",
    "Gbps": "gigabit per second",
    "kW": "kilowatt",
    "MW": "megawatt",
    "bhp": "brake horsepower",
    "mAh": "milliampere-hour",
    "MPa": "megapascal",
    "ksi": "kilopound per square inch",
}
WORDS = {
    "twice",
    "double",
    "doubled",
    "doubles",
    "doubling",
    "triple",
    "tripled",
    "tripling",
    "quadruple",
    "quadrupled",
}


def row(quantity: Quantity, text: str) -> dict[str, Any]:
    """One quantity as value, unit and change mark; `text` is its sentence."""
    factor, unit = named(quantity)
    per = units.per(text, quantity.end) or _inner_rate(quantity)
    if per and quantity.unit != "percent":
        unit = f"{unit or 'count'} per {per[0].removesuffix('s')}"
    ends = [quantity.value] if quantity.value is not None else [quantity.low, quantity.high]
    values = [float((end or Decimal(0)) / factor) for end in ends]
    bound = CHANGE.get(quantity.comparator, quantity.comparator)
    change = quantity.direction if quantity.direction and not _told_behind(quantity, text) else bound
    return {"value": values[0] if len(values) == 1 else values, "unit": unit, "change": change}


def _told_behind(quantity: Quantity, text: str) -> bool:
    """Whether the word of change stands behind (`a 19% drop`): the set marks only those before a number."""
    words = re.findall(r"[A-Za-z]+", text[quantity.end : quantity.end + 20])[:1]
    side = getattr(numbers.vocabulary().changes, quantity.direction or "up").after
    return bool(words) and words[0].lower() in side


def rows(found: list[Quantity], text: str) -> list[dict[str, Any]]:
    """All of a sentence. The set takes the two ends of every `from A to B` for one range, in the order of the text."""
    done: list[dict[str, Any]] = []
    last: Quantity | None = None
    for quantity in found:
        new = row(quantity, text)
        if (
            last is not None
            and text[last.end : quantity.start] == " to "
            and text[: last.start].endswith("from ")
            and isinstance(done[-1]["value"], float)
            and isinstance(new["value"], float)
            and done[-1]["unit"] in ("", new["unit"], new["unit"].split(" per ")[0])
        ):
            done[-1] = {**new, "value": [done[-1]["value"], new["value"]]}
        else:
            done.append(new)
        last = quantity
    return done


def named(quantity: Quantity) -> tuple[Decimal, str]:
    """The factor and name of the unit as the sentence writes it: `256GB` is 256 gigabytes, `84 cents` are cents."""
    if quantity.unit == "count":
        return Decimal(1), "" if quantity.noun in (None, "times") else quantity.noun or ""
    last = list(numbers.find(quantity.surface))[-1:]
    hit = units.after(quantity.surface, last[0].end) if last else None
    if hit is None or hit.factor == 1:
        written = quantity.surface[hit.start : hit.end] if hit else ""
        return Decimal(1), DERIVED.get(written) or UNITS.get(quantity.unit, quantity.unit.replace("_", " "))
    if hit.money:
        return hit.factor, "cent"
    written = quantity.surface[hit.start : hit.end]
    return hit.factor, DERIVED.get(written) or _long_form(hit.id, hit.factor)


def _long_form(unit: str, factor: Decimal) -> str:
    known = next(u for u in units.vocabulary().units if u.id == unit)
    forms = [f for pattern, f_ in known.forms.items() if f_ == factor for f in rules.expand(pattern)]
    return max((f for f in forms if f.islower()), key=len, default=unit)


def _inner_rate(quantity: Quantity) -> tuple[str, int] | None:
    """A rate that is part of the surface (`$3 a month`)."""
    last = list(numbers.find(quantity.surface))[-1:]
    return units.per(quantity.surface, last[0].end) if last else None


def signs(text: str) -> str:
    """The set is transliterated to ASCII: `PS2.7m` was £2.7m, `Y=100` was ¥100. Lengths stay."""
    return re.sub(r"\bPS(?=\d)", " £", text).replace("Y=", " ¥")


def wanted(quantity: Quantity) -> bool:
    """The set counts no ranks and no words for multiples."""
    return quantity.unit != "rank" and quantity.surface.lower() not in WORDS


def main() -> None:
    nlp = extractor.load()
    texts = [signs(item["text"]) for item in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))]
    for doc in nlp.pipe(texts):
        found = [span._.quantity for span in doc.spans["quantities"]]
        print(json.dumps(rows([quantity for quantity in found if wanted(quantity)], doc.text)))


if __name__ == "__main__":
    main()
