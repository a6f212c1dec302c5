"""Reading copy of a text and some words -> where in it each of them stands: found in one pass, looked up by all stages.

A pattern that begins with one of a hundred words is tried where these stand, not at every letter of an article.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

_RUN = re.compile("([A-Za-zÀ-ÖØ-öø-ɏ]+)")


class Spots:
    """Where the runs of letters of one text begin, by the run without regard to case."""

    def __init__(self, view: str) -> None:
        pieces = _RUN.split(view)
        starts = list(accumulate(map(len, pieces), initial=0))
        written: dict[str, list[int]] = {}
        for word, start in zip(pieces[1::2], starts[1::2], strict=False):
            if word in written:
                written[word].append(start)
            else:
                written[word] = [start]
        self.written = written
        """As they are written; places in order."""
        self._folded: dict[str, list[int]] = {}
        for word, found in written.items():
            self._folded.setdefault(word.casefold(), []).extend(found)
        self._found: dict[frozenset[str], list[int]] = {}

    def of(self, words: frozenset[str]) -> list[int]:
        """Where any of these words (runs of letters, casefolded) begin, in order."""
        found = self._found.get(words)
        if found is None:
            known = self._folded.keys() & words
            found = self._found[words] = sorted(start for word in known for start in self._folded[word])
        return found


@functools.lru_cache(maxsize=2)
def spots(view: str) -> Spots:
    """The words of a text; kept for the last two, as each stage asks for them."""
    return Spots(view)


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The run of letters, casefolded, that each phrase begins with; all of them begin with one."""
    found = [_RUN.match(phrase) for phrase in phrases]
    if None in found:
        raise ValueError("a phrase begins with no letter")
    return frozenset(run[0].casefold() for run in found if run)


class Anchored:
    """A pattern whose every match begins with one of some words."""

    def __init__(self, pattern: re.Pattern[str], words: Iterable[str]) -> None:
        self.pattern = pattern
        self.words = first_words(words)

    def find(self, view: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches in a stretch of a text, in order and apart, as `finditer` gives them."""
        end = len(view) if end is None else end
        starts = spots(view).of(self.words)
        for at in range(bisect_left(starts, start), len(starts)):
            place = starts[at]
            if place >= end:
                return
            if place >= start and (hit := self.pattern.match(view, place, end)):
                yield hit
                start = hit.end()


def windows(view: str, found_at: Iterable[tuple[int, int]], reach: int) -> list[tuple[int, int]]:
    """Stretches of so many characters around these (start, end; in order), joined where they touch."""
    found: list[tuple[int, int]] = []
    for first, last in found_at:
        start, end = max(0, first - reach), min(len(view), last + reach)
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
