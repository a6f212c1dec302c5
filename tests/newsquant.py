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
    "nzd": "new zealand dollar", "brl": "brazilian real", "zar": "south african rand", "krw": "south korean won",
    "twd": "new taiwan dollar", "chf": "swiss franc", "rub": "russian ruble", "sek": "swedish krona",
    "nok": "norwegian krone", "dkk": "danish krone", "pln": "polish zloty", "thb": "thai baht",
    "idr": "indonesian rupiah", "php": "philippine peso", "mxn": "mexican peso", "vnd": "vietnamese dong",
    "aed": "united arab emirates dirham", "sar": "saudi riyal", "try": "turkish lira", "ngn": "nigerian naira",
    "kes": "kenyan shilling", "egp": "egyptian pound", "amd": "armenian dram", "eth": "ether",
    "months_of_age": "month of age", "weeks_of_age": "week of age", "days_of_age": "day of age",
    "tonnes": "metric ton", "feet": "foot",
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
COINS = {"sen": "sen", "pence": "penny", "penny": "penny", "p": "penny"}
MINUS = re.compile(r"[^\d\s]?(?:[-−]|minus\b)")
"""A sign before the number: the set keeps it, and marks the change as well."""
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


def row(quantity: Quantity, text: str, before: Quantity | None = None) -> dict[str, Any]:
    """One quantity as value, unit and change mark; `text` is its sentence, `before` the one that it follows."""
    factor, unit = named(quantity, text, before)
    if quantity.per and quantity.unit != "percent":
        unit = f"{unit or 'count'} per {UNITS.get(quantity.per, quantity.per).replace('_', ' ').removesuffix('s')}"
    ends = [quantity.value] if quantity.value is not None else sorted({quantity.low, quantity.high}, key=abs)
    values = [float((end or Decimal(0)) / factor) for end in ends]
    if MINUS.match(quantity.surface):
        values = [-abs(value) for value in values]
    change = CHANGE.get(quantity.comparator, quantity.comparator)
    if quantity.direction and change in ("=", "~") and not _told_behind(quantity, text):
        change = quantity.direction
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
        new = row(quantity, text, last)
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


def named(quantity: Quantity, text: str, before: Quantity | None = None) -> tuple[Decimal, str]:
    """The factor and name of the unit as the sentence writes it: `256GB` is 256 gigabytes, `84 cents` are cents.

    A number without unit (`the cheapest 47.2`) has the factor and name of the one before.
    """
    if quantity.unit == "count":
        if quantity.decimals is None and quantity.value is not None:
            return Decimal(1), "% -"
        return Decimal(1), "" if quantity.noun in (None, "times") else quantity.noun or ""
    hit = _unit(quantity, text)
    if (
        hit is None
        and before is not None
        and before.unit == quantity.unit
        and re.fullmatch(r"[\d.,]+", quantity.surface)
    ):
        hit = _unit(before, text)
    if hit is None or hit.factor == 1:
        written = text[hit.start : hit.end] if hit else ""
        return Decimal(1), DERIVED.get(written) or UNITS.get(quantity.unit, quantity.unit.replace("_", " "))
    written = text[hit.start : hit.end]
    if hit.money:
        return hit.factor, COINS.get(written, "cent")
    return hit.factor, DERIVED.get(written) or _long_form(hit.id, hit.factor)


def _unit(quantity: Quantity, text: str) -> units.UnitHit | None:
    """The unit word of a quantity where it stands in its sentence."""
    inside = [n for n in numbers.find(text) if quantity.start <= n.start and n.end <= quantity.end]
    hit = units.after(text, inside[-1].end) if inside else None
    return hit if hit and hit.end <= quantity.end else None


def _long_form(unit: str, factor: Decimal) -> str:
    known = next(u for u in units.vocabulary().units if u.id == unit)
    forms = [f for pattern, f_ in known.forms.items() if f_ == factor for f in rules.expand(pattern)]
    return max((f for f in forms if f.islower()), key=len, default=unit)


def signs(text: str) -> str:
    """The set is transliterated to ASCII: `PS2.7m` was £2.7m, `Y=100` was ¥100 (of Japan)."""
    return re.sub(r"\bPS(?=\d)", "£", text).replace("Y=", "JP¥")


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
