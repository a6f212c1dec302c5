"""A reported quantity -> the short words that a reader sees: `4.69 trillion tokens`, `$0.50 per 1M tokens`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal, DefaultContext

from pydantic import BaseModel, ConfigDict, Field

from extractor import rules
from extractor.models import Claim
from extractor.units import UnitRules

_BOUNDS = {"=": "", "~": "~", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_PREFIXES = ((18, "E"), (15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k"), (0, ""))
_ENDLESS = DefaultContext.prec
"""As many digits as Decimal gives to a quotient that does not end; no report has them."""
_NAMELESS = 27
"""The power of ten from which a number has no name that people read."""
_PREFIXED_PLACES = 3
_RATE = re.compile(r"([a-z]{3})_per_1([mk])_tokens")

Example = tuple[str, int, str, str]
"""Value, decimals, unit, what is shown."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    example: Example


class _Magnitude(_Entry):
    word: str
    exponent: int
    places: int
    """Digits after the point at most; a number that needs more is written out."""


class _Sign(_Entry):
    unit: str
    sign: str


class _Mark(_Entry):
    unit: str
    mark: str


class _Scaled(_Entry):
    unit: str
    symbol: str


class DisplayRules(BaseModel):
    """What `rules/display.yaml` holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    magnitudes: tuple[_Magnitude, ...]
    signs: tuple[_Sign, ...]
    marks: tuple[_Mark, ...]
    scaled: tuple[_Scaled, ...]
    months: tuple[str, ...] = Field(min_length=12, max_length=12)

    def examples(self) -> Iterator[Example]:
        """Every entry's own proof."""
        for group in (self.magnitudes, self.signs, self.marks, self.scaled):
            yield from (entry.example for entry in group)


def load() -> DisplayRules:
    """The rules of display."""
    return rules.load("display.yaml", DisplayRules)


@functools.cache
def _money() -> dict[str, str]:
    """Currency -> its sign; a code of letters keeps its distance (`CHF 5`)."""
    first = {currency.id: currency.signs[0] for currency in rules.load("units.yaml", UnitRules).currencies}
    return {unit: f"{sign} " if sign.isalpha() and len(sign) > 2 else sign for unit, sign in first.items()}


def plain(value: Decimal) -> str:
    """Exact plain decimal: no exponent, no trailing zeros after the point.

    >>> plain(Decimal("4.690E+12")), plain(Decimal("0.50"))
    ('4690000000000', '0.5')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@functools.lru_cache(maxsize=1 << 14)
def quantity(value: Decimal, unit: str, decimals: int | None = None, noun: str | None = None) -> str:
    """One value with its unit; `decimals` keeps the digits that were reported, `noun` names what a bare count counts.

    >>> quantity(Decimal("4.69e12"), "tokens", -10), quantity(Decimal("262144"), "tokens", 0)
    ('4.69 trillion tokens', '262,144 tokens')
    >>> quantity(Decimal("0.5"), "usd_per_1m_tokens", 2), quantity(Decimal("1"), "weeks", 0)
    ('$0.50 per 1M tokens', '1 week')
    """
    before, after = _frame(unit, noun, singular=value == 1)
    symbol = _scaled_symbol(unit)
    number = _prefixed(value, decimals, symbol) if symbol else _worded(value, decimals)
    if before in _money().values() and re.fullmatch(r"[\d,]+\.\d", number):
        number += "0"
    return f"{before}{number}{after}"


def claim(found: Claim) -> str:
    """The quantity of a claim, with its bound, range and direction.

    >>> claim(Claim(start=0, end=2, surface="5%", value=Decimal(5), unit="percent", measure="growth", direction="up"))
    'up 5%'

    A part by which something changes stays in its words.

    >>> claim(Claim(start=0, end=4, surface="half", value=Decimal("0.5"), unit="multiple", measure="growth"))
    'changed by half'
    """
    if (
        found.measure == "growth"
        and found.unit == "multiple"
        and found.surface.replace("-", "").replace(" ", "").isalpha()
    ):
        one = found.surface.isalpha() and found.surface != "half"
        return f"{found.direction or 'changed'} by {'a ' if one else ''}{found.surface}"
    noun = found.qualifier if found.unit == "count" else None
    bound = _BOUNDS[found.comparator]
    change = f"{found.direction} " if found.direction else ""
    given = (found.value,) if found.value is not None else (found.low, found.high)
    shown = [quantity(end, found.unit, found.decimals, noun) for end in given if end is not None]
    return change + bound + (span(*shown) if len(shown) == 2 else "".join(shown) or found.surface)


def period(text: str | None) -> str | None:
    """A time in ISO 8601 / EDTF as a reader would write it; what is not understood is given back as it is.

    >>> period("2026-05-04/2026-05-10"), period("2026-04-01/2026-06-30"), period("2026-02"), period("2025/2030")
    ('4 to 10 May 2026', 'Q2 2026', 'February 2026', '2025 to 2030')
    >>> period("2026-01-01/2026-06-30")
    'H1 2026'
    """
    if not text:
        return None
    first, _, last = text.partition("/")
    if not last:
        return _date(first)
    part = _PARTS.get((first[4:], last[4:])) if first[:4] == last[:4] else None
    if part:
        return f"{part} {first[:4]}"
    return span(_date(first), _date(last))


_PARTS = {
    ("-01-01", "-03-31"): "Q1", ("-04-01", "-06-30"): "Q2", ("-07-01", "-09-30"): "Q3", ("-10-01", "-12-31"): "Q4",
    ("-01-01", "-06-30"): "H1", ("-07-01", "-12-31"): "H2",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?")


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if not found:
        return text
    year, month, day = found.groups()
    named = f"{load().months[int(month) - 1]} {year}"
    return f"{int(day)} {named}" if day else named


def span(low: str, high: str) -> str:
    """Two shown ends, what they share said once: `3 to 4 million users`."""
    ours, theirs = low.split(" "), high.split(" ")
    while len(ours) > 1 and len(theirs) > 1 and ours[-1] == theirs[-1]:
        ours.pop()
        theirs.pop()
    return f"{' '.join(ours)} to {high}"


def _frame(unit: str, noun: str | None, *, singular: bool) -> tuple[str, str]:
    """What stands before and after the number."""
    signs = _money() | {entry.unit: entry.sign for entry in load().signs}
    marks = {entry.unit: entry.mark for entry in load().marks}
    if rate := _RATE.fullmatch(unit):
        currency, size = rate.groups()
        return signs.get(currency, ""), f" per 1{size.upper()} tokens"
    if unit in signs:
        return signs[unit], ""
    if unit in marks:
        return "", marks[unit]
    if _scaled_symbol(unit):
        return "", ""
    words = (noun or "") if unit == "count" else unit.replace("_", " ")
    if singular and unit != "count" and words.endswith("s") and " " not in words:
        words = words[:-1]
    return "", f" {words}" if words else ""


def _scaled_symbol(unit: str) -> str | None:
    return next((entry.symbol for entry in load().scaled if entry.unit == unit), None)


def _worded(value: Decimal, decimals: int | None) -> str:
    if value.adjusted() >= _NAMELESS:
        power = f"10^{value.adjusted()}"
        coefficient = plain(value.scaleb(-value.adjusted()))
        return power if coefficient == "1" else f"{coefficient}×{power}"
    for magnitude in load().magnitudes:
        scaled = _scaled(value, decimals, magnitude.exponent, magnitude.places)
        if scaled:
            return f"{scaled} {magnitude.word}"
    return _grouped(value, decimals)


def _prefixed(value: Decimal, decimals: int | None, symbol: str) -> str:
    for exponent, prefix in _PREFIXES:
        scaled = _scaled(value, decimals, exponent, _PREFIXED_PLACES)
        if scaled:
            return f"{scaled} {prefix}{symbol}"
    return f"{_grouped(value, decimals)} {symbol}"


def _scaled(value: Decimal, decimals: int | None, exponent: int, places: int) -> str | None:
    """The value in units of 10**exponent, or None where it is too small or needs too many digits."""
    scaled = value.scaleb(-exponent)
    if abs(scaled) < 1:
        return None
    text = _grouped(scaled, None if decimals is None else decimals + exponent)
    return text if len(text.partition(".")[2]) <= places else None


def _grouped(value: Decimal, decimals: int | None) -> str:
    """Thousands marked; as many digits after the point as were reported, never fewer than the value has.

    A quotient that does not end (`two thirds`) was reported with none; four figures of it are shown.
    """
    held = len(plain(value).partition(".")[2])
    if len(value.as_tuple().digits) >= _ENDLESS:
        held = max(0, 3 - value.adjusted())
    return f"{value:,.{max(held, decimals or 0)}f}"
