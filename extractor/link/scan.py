"""Reading copy of a text -> everything in it that may be a name, before anybody decides."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractor import names
from extractor.link.words import any_of
from extractor.names import Hit, Names
from extractor.spots import spots

_RUN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+|\d+")
_DIGITS = re.compile(r"\d+")
_INSIDE = re.compile(r"(?<=[A-Za-z0-9])")
_STEM = re.compile(r"([A-Za-z][A-Za-z0-9.]*)-$")
_HAN_TEXT = re.compile(r"[㐀-鿿]")
_SHORT_BEFORE = frozenset("-./$€£@#")


def hits(view: str) -> list[list[Hit]]:
    """Readings of each place that opens a name, longest first; places in order of the text.

    Only words that open a name are looked at, whatever the number of names.
    """
    index = names.index()
    found: list[list[Hit]] = []
    for start, end in _openings(view, index):
        readings = index.hits_at(view, start, end)
        if readings and view[start - 1 : start] == "-":
            readings = _behind_hyphen(view, readings)
        if readings:
            found.append(readings)
    for letter in index.short_letters:
        for start in spots(view).written.get(letter, ()):
            if view[start - 1 : start] not in _SHORT_BEFORE and not _INSIDE.match(view, start):
                found.extend([hit] for hit in index.short_hits(view, start, start + 1))
    found.extend([hit] for hit in (*_numbered(view, index), *_han(view, index)))
    return sorted(found, key=lambda readings: (readings[0].start, -readings[0].end))


def _openings(view: str, index: Names) -> Iterator[tuple[int, int]]:
    """Runs of letters, and of digits, that a name may begin with."""
    opens, places = index.openers, spots(view)
    written = places.written.keys() & index.openers_written
    for start in sorted((*places.of(opens), *(start for word in written for start in places.written[word]))):
        run = _RUN.match(view, start)
        if run and not _INSIDE.match(view, start):
            yield run.span()
    for digits in _DIGITS.finditer(view):
        if digits.group() in index.first_words and not _INSIDE.match(view, digits.start()):
            yield digits.span()


def _behind_hyphen(view: str, readings: list[Hit]) -> list[Hit]:
    """`Table-LLaVA 7B` is no LLaVA 7B; `Meta-Llama-3` and `non-Llama` are what they say."""
    start = readings[0].start
    stem = _STEM.search(view, max(0, start - 30), start)
    if not stem or stem[1].islower() or names.resolve(stem[1]) is not None:
        return readings
    return [hit for hit in readings if all(t.entity.kind != "model" for t in hit.targets)]


@functools.cache
def _numbered_pattern(index: Names) -> re.Pattern[str]:
    tiers = any_of(list(index.numbered))
    return re.compile(rf"(?P<version>\d(?<![\w.$€£-]\d)\d?(?:\.\d)?)[ -](?P<tier>{tiers})(?![\w-])")


def _numbered(view: str, index: Names) -> Iterator[Hit]:
    """`3.5 Sonnet`, `2.5 Pro`: a version and a variant whose brand stands elsewhere."""
    for found in _numbered_pattern(index).finditer(view):
        yield index.numbered_hit(found.start(), found.end(), found["version"], found["tier"])


@functools.cache
def _han_pattern(index: Names) -> re.Pattern[str]:
    return re.compile(any_of(list(index.han)))


def _han(view: str, index: Names) -> Iterator[Hit]:
    if _HAN_TEXT.search(view):
        for found in _han_pattern(index).finditer(view):
            yield Hit(found.start(), found.end(), index.han[found.group()])
