"""Example sentence with its expected items written into it -> plain text and those items; and the search for them.

    It raised <q value=4e9 unit=usd comparator="~">about $4bn</q> in <d edtf=2026-05>May 2026</d>.

`<q>` holds a quantity, `<c>` a claim, `<d>` a date or period, `<n>` digits that are no quantity. What is written must
be found: an unclosed or unknown tag, an unknown attribute, a nested tag and an example without a mark are errors.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, RootModel
from spacy.language import Language
from spacy.tokens import Doc

import extractor
from extractor import dates, layout, quantify, state
from extractor.models import Claim, Quantity

_NUMBERS = frozenset({"value", "low", "high", "decimals", "tokens"})
_QUANTITY = frozenset({"value", "low", "high", "decimals", "unit", "noun", "comparator", "hedge", "direction"})
_CLAIM = frozenset(
    {
        "measure",
        "of",
        "subject",
        "counterpart",
        "scope",
        "qualifier",
        "period",
        "as_of",
        "step",
        "modality",
        "attributed_to",
        "cue",
    }
)
ATTRIBUTES = {
    "q": _QUANTITY,
    "c": (_QUANTITY - {"noun"}) | _CLAIM,
    "d": frozenset({"edtf", "kind", "lead"}),
    "n": frozenset[str](),
}
NOTHING = "-"
"""An attribute with this value must be empty: `subject=-`."""

CORPORA = Path(__file__).parent.parent / "corpora"

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z]\w*)(?P<inside>(?:[^<>\"]|\"[^\"]*\")*)>|<(?=/?[A-Za-z])")
_ATTRIBUTE = re.compile(r"\s+(?P<key>\w+)=(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"<>]+))")


class MarkupError(ValueError):
    """An example that does not say what it expects."""


@dataclass(frozen=True, slots=True)
class Item:
    """One expected thing: where it stands in the plain text and what it must be."""

    tag: str
    start: int
    end: int
    surface: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A plain text with what must be found in it."""

    text: str
    items: tuple[Item, ...]


def read(marked: str) -> Example:
    """The plain text and the items of a marked-up sentence.

    >>> read("It has <q value=3 noun=keys>3 keys</q>.").items[0].surface
    '3 keys'
    >>> read("It has <q value=3>3 keys.")
    Traceback (most recent call last):
    tests.markup.MarkupError: <q> is not closed: It has <q value=3>3 keys.
    """
    plain: list[str] = []
    items: list[Item] = []
    opened: tuple[str, int, dict[str, str]] | None = None
    position = length = 0
    for tag in _TAG.finditer(marked):
        plain.append(marked[position : tag.start()])
        length += tag.start() - position
        position = tag.end()
        name = tag["name"] or ""
        if name not in ATTRIBUTES:
            raise MarkupError(f"unknown or broken tag at {tag.start()}: {marked}")
        if tag["close"]:
            if opened is None or opened[0] != name or tag["inside"]:
                raise MarkupError(f"</{name}> closes nothing: {marked}")
            surface = "".join(plain)[opened[1] :]
            if not surface.strip():
                raise MarkupError(f"<{name}> holds nothing: {marked}")
            items.append(Item(name, opened[1], length, surface, opened[2]))
            opened = None
        elif opened is not None:
            raise MarkupError(f"<{opened[0]}> is not closed: {marked}")
        else:
            opened = (name, length, _fields(name, tag["inside"], marked))
    if opened is not None:
        raise MarkupError(f"<{opened[0]}> is not closed: {marked}")
    if not items:
        raise MarkupError(f"nothing is marked: {marked}")
    return Example("".join(plain) + marked[position:], tuple(items))


def _fields(name: str, inside: str, marked: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    position = 0
    while inside[position:].strip():
        found = _ATTRIBUTE.match(inside, position)
        if found is None:
            raise MarkupError(f"<{name}> has a broken attribute: {marked}")
        key = found["key"]
        if key not in ATTRIBUTES[name] or key in fields:
            raise MarkupError(f"<{name}> cannot have another {key}: {marked}")
        fields[key] = found["bare"] if found["quoted"] is None else found["quoted"]
        if key in _NUMBERS and fields[key] != NOTHING:
            Decimal(fields[key])
        position = found.end()
    return fields


def agrees(expected: str, actual: Any, key: str = "") -> bool:
    """Whether a field is what the attribute says; numbers to the digits that are written, names `A; B` in any order.

    >>> agrees("0.667", Decimal(2) / 3, "value"), agrees("-", None), agrees("A; B", ("B", "A"))
    (True, True, True)
    """
    if expected == NOTHING:
        return actual is None or actual == ()
    if isinstance(actual, tuple):
        return sorted(actual) == sorted(part.strip() for part in expected.split(";"))
    if actual is None:
        return False
    if key in _NUMBERS:
        wanted, got = Decimal(expected), Decimal(actual)
        written = wanted.as_tuple()
        place = Decimal((0, (1,), int(written.exponent)))
        return wanted == got or (len(written.digits) >= 3 and abs(wanted - got) <= place / 2)
    return str(actual) == expected


def differences(item: Item, record: Quantity | Claim | dates.Period) -> list[str]:
    """What of a found record is not as the item says: `value 3 != 4`."""
    wrong = []
    for key, expected in item.fields.items():
        actual = record.counterpart_ids if key == "counterpart" and isinstance(record, Claim) else getattr(record, key)
        if not agrees(expected, actual, key):
            wrong.append(f"{key} {actual} is not {expected}")
    return wrong


def overlapping(item: Item, records: Iterable[Any]) -> list[Any]:
    """The records that share a character with an item."""
    return [record for record in records if record.start < item.end and item.start < record.end]


def fault(item: Item, records: Iterable[Any]) -> str | None:
    """Why an item is not among the records, in words; None where it is.

    A quantity must be the only one of its stretch, a date must have exactly its stretch; one claim of the stretch must
    be as marked; digits that are no quantity must be in none.
    """
    found = overlapping(item, records)
    if item.tag == "n":
        return f"{item.surface!r} must be no quantity, is {found[0].surface!r}" if found else None
    if item.tag == "d":
        found = [record for record in found if (record.start, record.end) == (item.start, item.end)]
    if item.tag == "q" and len(found) > 1:
        return f"{item.surface!r} is cut into {[record.surface for record in found]}"
    if not found:
        return f"{item.surface!r} is not found"
    best: list[str] = min((differences(item, record) for record in found), key=len)
    return f"{item.surface!r}: {'; '.join(best)}" if best else None


@functools.cache
def pipeline() -> Language:
    """The pipeline under test, loaded once."""
    return extractor.load()


def run(text: str, published: str | None = None, nlp: Language | None = None) -> Doc:
    """The Doc of a text, read as an article of a date."""
    nlp = nlp or pipeline()
    doc = nlp.make_doc(text)
    doc.user_data[state.KEY] = {"published": published}
    return nlp(doc)


def claims(doc: Doc) -> Sequence[Claim]:
    """The claims of a Doc."""
    found: Sequence[Claim] = doc._.claims
    return found


def quantities(doc: Doc) -> Sequence[Quantity]:
    """The quantities of a Doc, by way of its spans."""
    return [span._.quantity for span in doc.spans["quantities"]]


def faults(marked: str, published: str | None = None, nlp: Language | None = None) -> list[str]:
    """Why the items of an example are not found, in the words of `fault`; quantities and dates by knowledge alone."""
    example = read(marked)
    view = layout.view(example.text)
    wrong = []
    for item in example.items:
        records: Iterable[Any]
        if item.tag in ("q", "n"):
            records = quantify.find(view).quantities
        elif item.tag == "d":
            records = dates.find(view, published)
        else:
            records = claims(run(example.text, published, nlp))
        wrong.append(fault(item, records))
    return [why for why in wrong if why is not None]


def table(name: str) -> list[tuple[str, list[dict[str, str]]]]:
    """The rows of `corpora/NAME`, those that follow each other with the same text and date together."""
    lines = (
        line for line in (CORPORA / name).read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")
    )
    groups: list[tuple[str, list[dict[str, str]]]] = []
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True):
        if None in row or None in row.values():
            raise MarkupError(f"{name}: a row has too few or too many cells: {row}")
        key = row["text"], row.get("published")
        if groups and (groups[-1][0], groups[-1][1][0].get("published")) == key:
            groups[-1][1].append(row)
        else:
            groups.append((row["text"], [row]))
    return groups


class Group(BaseModel):
    """Sentences of one kind, with what they show."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    published: str | None = None
    examples: tuple[str, ...]


class _Groups(RootModel[dict[str, Group]]):
    """corpora/sentences.yaml."""


@functools.cache
def group(name: str) -> Group:
    """One group of `corpora/sentences.yaml`."""
    return _Groups.model_validate(yaml.safe_load((CORPORA / "sentences.yaml").read_text(encoding="utf-8"))).root[name]
