"""Text after a brand -> version, variants, sizes: names that no catalog holds yet.

A name is brand, then in any order a version (`3.5`, `V4`, `4o`), variants (`Pro`, `Coder`), sizes (`70B`, `8x7B`,
`A22B`) and a snapshot (`0528`, `2025-08-07`). Digits decide: nothing here forgives a digit. Each token is read once.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from extractor.names.entries import FamilyFile, FamilyRule, family_file
from extractor.names.keys import letters

_TOKEN = re.compile(
    r"(?P<sep>[ ]{1,3}(?P<open>\[)?|[-_/.:]|)(?P<word>[A-Za-z0-9]++(?:\.\d[A-Za-z0-9]*+){0,3}\+?)(?(open)\])"
)
_DATE = re.compile(r"[-_ @(]{1,2}((?:20[2-3]\d)-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01]))(?!\d)\)?")
_MONTH = re.compile(r"-(0[1-9]|1[0-2])-(20[2-3]\d)(?![-\d])")
"""`preview-09-2025`."""
_SECOND_WORD = re.compile(r"(?: ([A-Z][a-z]+)|-([A-Za-z]+))(?![A-Za-z0-9])")
_VERSION = re.compile(r"([A-Za-z]?)(\d{1,2}(?:\.\d{1,2}){0,2})([a-z]?)")
_GLUED = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)([A-Za-z]{1,12})")
_TIER_FIRST = re.compile(r"([A-Za-z]{2,12})(\d{1,2}(?:\.\d{1,2})?)")
_NEW_VARIANT = re.compile(r"[A-Z][a-z]{1,10}[a-rt-z](?<!ed)(?<!ing)")
_GOES_ON = re.compile(r"[ ]{1,4}[a-z(]|[,;)']")
_SIZE = re.compile(
    r"(?:\d{1,4}(?:\.\d{1,2})?[BbM]|\d{1,3}[Bb]\d{1,3}[Tt]"
    r"|\d{1,3}[xX]\d{1,3}(?:\.\d)?[BbM]|[AEae]\d{1,3}(?:\.\d)?[Bb])"
)
_SLUG_MINOR = re.compile(r"[-_](\d{1,2})(?![\w.]*[\dbBxXkKmM%])(?!\.\d)")
_QUANTIZED = re.compile(r"[ .:_-]I?Q\d_(?:[01]|K(?:_(?:S|M|L|XL))?|XXS|XS|S|M|NL)(?!\w)", re.IGNORECASE)
"""`Q5_K_S`: how its weights were rounded; the model stays the same."""
_DAY = re.compile(r"[- ](0?[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])")
"""`Experimental 1-21`: month and day of a preview."""
_WINDOW = re.compile(r"[ -](\d{2,4})[kK](?=[.,;:)\n]|$| (?:and|or|models?|finetunes?)\b)")
"""`Yi 34B 200K`: behind a size, the window that a variant was made for; with a noun behind it, it tells a quantity."""
_HYPHEN_VERSION = re.compile(r"-[A-Z]?\d")
_MONTH_DAY = re.compile(r"0[1-9](?:0[1-9]|[12]\d|3[01])")
"""`GLM-0520`."""
_YEARS = frozenset({"23", "24", "25", "26", "27"})
"""Snapshots that say year and month, `2508`."""
_SNAPSHOT = re.compile(r"\d{4}|\d{6}")


@dataclass
class Parts:
    """A name taken apart."""

    version: str = ""
    tiers: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    snapshot: str = ""
    end: int = 0
    open: bool = False
    """A variant that no rule knows was taken in."""
    before: int = 0
    """How many of the variants stood before the version."""

    def bare(self) -> bool:
        return not (self.version or self.tiers or self.sizes or self.snapshot)


@functools.cache
def unit_follows() -> re.Pattern[str]:
    """Behind a number: what makes it a quantity and no version."""
    units = "|".join(sorted(map(re.escape, family_file().units), key=len, reverse=True))
    return re.compile(rf"(?:,\d|[ -]?(?:{units})(?![A-Za-z])|\s?%)", re.IGNORECASE)


class Grammar:
    """How the names of one family are built."""

    def __init__(self, name: str, rule: FamilyRule, common: FamilyFile) -> None:
        self.name, self.rule, self.common = name, rule, common
        words = [*common.tiers, *common.suffixes, *rule.tiers, *rule.heads]
        self.tiers = {w.casefold(): w for w in words}
        self.letters = {letter.casefold(): letter for letter in rule.letters}
        self.tails = frozenset(common.tails)
        self.suffixes = frozenset(w.casefold() for w in common.suffixes)
        self.not_variants = frozenset(common.not_variants)
        self.known: frozenset[str] = frozenset()
        """First words of all names: none of them is a variant of the name before it."""
        self.written = frozenset(letters(brand) for brand in rule.brands)

    def own_tier(self, text: str, start: int) -> bool:
        """Whether a variant begins here that this family has for itself, or one with its version (`Prover-V2`)."""
        found = _TOKEN.match(text, start)
        word = found.group("word") if found else ""
        versioned = bool(found and _HYPHEN_VERSION.match(text, found.end()))
        return word[:1].isupper() and (word in self.rule.tiers or (word in self.common.tiers and versioned))

    def parse(self, text: str, pos: int, brand: str, parts: Parts | None = None) -> Parts:
        """Read the tail of a name from `pos`, just behind the brand as it stands in the text."""
        parts = parts or Parts()
        parts.end = pos
        slugged = brand.islower() and not self.rule.brands[0].islower()
        for _ in range(9):
            step = self._date(text, parts) or self._word(text, parts, slugged)
            if not step:
                break
        window = _WINDOW.match(text, parts.end) if parts.sizes and len(parts.tiers) < 2 else None
        if window:
            parts.tiers.append(window[1] + "K")
            parts.end = window.end()
        rounded = None if parts.bare() else _QUANTIZED.match(text, parts.end)
        if rounded:
            parts.end = rounded.end()
        return parts

    def render(self, parts: Parts) -> str:
        """The canonical name; every order and spelling of the same parts gives the same one."""
        rule = self.rule
        main = [t for t in parts.tiers if t.casefold() not in self.suffixes]
        last = [t for t in parts.tiers if t.casefold() in self.suffixes]
        first = [t for t in main if self._before_version(t, parts)]
        rest = [t for t in main if t not in first]
        name = rule.brands[0] + "".join(f"{rule.tier_join}{t}" for t in first)
        if parts.version:
            name += (rule.join if not first else " ") + parts.version
        name += "".join(f"{rule.tier_join}{t}" for t in rest)
        name += "".join(f" {s}" for s in parts.sizes) + "".join(f"{rule.tier_join}{t}" for t in last)
        return name + (f" {parts.snapshot}" if parts.snapshot else "")

    def _before_version(self, tier: str, parts: Parts) -> bool:
        if not parts.version:
            return False
        limit = self.rule.tier_first_from
        major = re.sub(r"\D.*", "", parts.version.lstrip("VvRrKkMm"))
        if limit is not None and tier in self.rule.heads:
            return bool(major) and int(major) >= limit
        return parts.tiers.index(tier) < parts.before

    def _date(self, text: str, parts: Parts) -> bool:
        if not parts.version or parts.snapshot:
            return False
        day = _DAY.match(text, parts.end) if self.suffixes & {t.casefold() for t in parts.tiers[-1:]} else None
        if day:
            parts.snapshot, parts.end = f"{int(day[1]):02}{day[2]}", day.end()
            return True
        month = _MONTH.match(text, parts.end)
        if month:
            parts.snapshot, parts.end = month[2] + month[1], month.end()
            return True
        found = _DATE.match(text, parts.end)
        if not found:
            return False
        parts.snapshot = found.group(1).replace("-", "")
        parts.end = found.end() if found.group(0).endswith(")") == ("(" in found.group(0)) else found.end(1)
        return True

    def _word(self, text: str, parts: Parts, slugged: bool) -> bool:
        found = _TOKEN.match(text, parts.end)
        if not found or (found.end() < len(text) and text[found.end()].isalnum()):
            return False
        sep, word = found.group("sep"), found.group("word")
        if sep in {"/", ":", "."} and not (sep == "." and word[0].isdigit() and not parts.version):
            return False
        return (
            self._size(text, found, parts)
            or self._version(text, found, parts)
            or self._snapshot(found, parts)
            or self._tier(text, found, parts, slugged)
        )

    def _quantity(self, text: str, end: int, sep: str) -> bool:
        """Whether the number that ends here counts something instead of naming a version."""
        return sep.startswith(" ") and bool(unit_follows().match(text, end))

    def _size(self, text: str, found: re.Match[str], parts: Parts) -> bool:
        word = found.group("word")
        if not _SIZE.fullmatch(word) or (not found.group("sep") and not parts.version):
            return False
        if self._quantity(text, found.end(), found.group("sep")):
            return False
        parts.sizes.append(word.upper().replace("X", "x"))
        parts.end = found.end()
        return True

    def _version(self, text: str, found: re.Match[str], parts: Parts) -> bool:
        if parts.version:
            return False
        sep, word = found.group("sep"), found.group("word")
        glued = None if sep.startswith(" ") and not self.rule.plain else _GLUED.fullmatch(word)
        whole = _VERSION.fullmatch(word)
        if glued and glued.group(2).casefold() in self.tiers:
            tier = self.tiers[glued.group(2).casefold()]
            parts.version, parts.end = glued.group(1) + (tier if len(tier) == 1 else ""), found.end()
            parts.tiers += [tier] if len(tier) > 1 else []
            return True
        joined = _TIER_FIRST.fullmatch(word)
        if joined and joined.group(1).casefold() in self.tiers:
            parts.tiers.append(self.tiers[joined.group(1).casefold()])
            parts.version, parts.before, parts.end = joined.group(2), len(parts.tiers), found.end()
            return True
        if not whole or not self._plausible(whole, sep) or self._quantity(text, found.end(), sep):
            return False
        letter, number, suffix = whole.groups()
        parts.end = found.end()
        minor = _SLUG_MINOR.match(text, parts.end) if sep != " " and "." not in number else None
        if minor:
            number, parts.end = f"{number}.{minor.group(1)}", minor.end()
        implied = self.rule.letters[0] if "." in number and self.rule.letters and not self.rule.plain else ""
        parts.version = self.letters.get(letter.casefold(), implied) + number + suffix
        parts.before = len(parts.tiers)
        return True

    def _plausible(self, whole: re.Match[str], sep: str) -> bool:
        letter, number, _ = whole.groups()
        if letter:
            return letter.casefold() in self.letters or (letter in "vV" and bool(sep))
        if sep.startswith(" "):
            numbered = "." in number or (self.rule.plain and (len(number) == 1 or number[0] == "0"))
            return numbered and (self.rule.plain or bool(self.rule.letters))
        return True

    def _snapshot(self, found: re.Match[str], parts: Parts) -> bool:
        word, sep = found.group("word"), found.group("sep")
        if not _SNAPSHOT.fullmatch(word) or parts.snapshot or sep not in {"-", " "}:
            return False
        dated = word[:2] in _YEARS or _MONTH_DAY.fullmatch(word)
        if not parts.version and (sep == " " or not (parts.tiers or dated)):
            return False
        if sep == " " and (word[:2] == "20" or not ("01" <= word[2:] <= "31" or "01" <= word[:2] <= "12")):
            return False
        if sep == " " and word[0] not in "012":
            return False
        parts.snapshot, parts.end = word, found.end()
        return True

    def _tier(self, text: str, found: re.Match[str], parts: Parts, slugged: bool) -> bool:
        sep, word = found.group("sep"), found.group("word")
        known = self.tiers.get(word.casefold())
        if sep.startswith(" "):
            known = known or (word if self._distilled_from(word, parts) else None)
            fits = known is not None and self._as_names_are_written(found, known, slugged, parts)
            fits = fits or (known is None and self._new_variant(text, found, parts))
        elif not sep:
            fits = known is not None and word[0].isupper()
        else:
            fits = known is not None or self._hyphen_variant(word, slugged, parts)
        if self._pair(text, found, parts):
            return True
        if not fits or known in parts.tiers:
            return False
        parts.tiers.append(known or (word.capitalize() if word.islower() else word))
        parts.open |= known is None
        parts.end = found.end()
        return True

    def _pair(self, text: str, found: re.Match[str], parts: Parts) -> bool:
        """`Deep Think`, `-deep-research`: a variant of two words."""
        sep, word = found.group("sep"), found.group("word")
        second = _SECOND_WORD.match(text, found.end()) if sep else None
        behind = (second[1] or second[2]) if second else ""
        if not second or (sep.startswith(" ") and not (word[0].isupper() and behind[0].isupper())):
            return False
        pair = self.tiers.get(f"{word}-{behind}".casefold())
        if not pair or pair in parts.tiers:
            return False
        parts.tiers.append(pair)
        parts.end = second.end()
        return True

    def _as_names_are_written(self, found: re.Match[str], known: str, slugged: bool, parts: Parts) -> bool:
        """After a space `Pro` is a variant and `pro` is an adjective, unless the whole name is written small."""
        word = found.group("word")
        return (
            word[0].isupper()
            or (known == word and len(word) > 2)
            or (known in self.rule.heads and bool(parts.version))
            or bool(found["open"])
            or word in (self.common.slugged if slugged else self.common.small)
        )

    def _new_variant(self, text: str, found: re.Match[str], parts: Parts) -> bool:
        """`GPT-5.6 Sol costs`: a capitalised word that no rule knows, where the sentence goes on in small letters."""
        word = found.group("word")
        if (
            parts.tiers
            or not parts.version
            or not _NEW_VARIANT.fullmatch(word)
            or not _GOES_ON.match(text, found.end())
        ):
            return False
        return word not in self.not_variants and word.casefold() not in self.known

    @staticmethod
    def _distilled_from(word: str, parts: Parts) -> bool:
        """`R1 Distill Qwen 7B`: the name goes on with the model that was taught."""
        return bool(parts.tiers) and parts.tiers[-1].startswith("Distill") and word[0].isupper()

    def _hyphen_variant(self, word: str, slugged: bool, parts: Parts) -> bool:
        """`-Sol`, `-OCR`, `-Distill`; never `-based`; all-lowercase names take lowercase variants."""
        if word.casefold() in self.tails or not (parts.version or parts.sizes or word[:2].isupper()):
            return False
        return word[0].isupper() or any(c.isdigit() for c in word) or (slugged and len(word) > 1)
