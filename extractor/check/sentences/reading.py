"""Claims of a stretch of text -> a copy of it in which one sign stands for each number, for patterns to read.

Units and nouns stay (`5 million GPUs` becomes a sign and `GPUs`); hedges, marks of emphasis and breaks of a line go. A
pattern over such a copy needs to know nothing of how numbers are written, and nothing of what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.check.bench import Bench
from extractor.check.forms import FIRST, SIGN, hedges
from extractor.models import Claim

_NUMBER = re.compile(
    r"[-+$€£¥~≈±\s]{0,4}(?:US|CN|A|C)?[$€£¥]?\d[\d.,]{0,24}"
    r"(?:[ \u00a0\u202f-]?(?:trillion|billion|million|thousand|bn|tn|mn|[kKMBTm](?![\w-])))?"
)
_MARKS = re.compile(r"[*_`~\"“”„‘’]|(?<!\w)'|'(?!\w)")
STOP = re.compile(r"[.!?](?=\s)")
"""The end of a sentence, in a reading."""
_BLANK = re.compile(r"\s+")
_ITEM = re.compile(r"^[ \t]*(?:[-*•|#]|\d{1,2}[.)][ \t])", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_MOST = 60
"""Numbers of one copy; what has more is a table."""
_LONGEST = 6_000
"""Characters of one copy."""


@dataclass(frozen=True)
class Reading:
    """The text of a paragraph as patterns read it."""

    text: str
    claims: tuple[Claim, ...]

    def claim(self, sign: str) -> Claim:
        """What a sign stands for."""
        return self.claims[ord(sign) - ord(FIRST)]

    def place(self, claim: Claim) -> int:
        """Where the sign of a claim stands."""
        return self.text.index(chr(ord(FIRST) + self.claims.index(claim)))

    def places(self) -> Iterator[tuple[int, Claim]]:
        """Where each sign stands, and what it stands for."""
        return ((found.start(), self.claim(found[0])) for found in SIGN.finditer(self.text))

    def within(self, start: int, end: int) -> list[Claim]:
        """The claims of a stretch of the copy."""
        return [self.claim(sign) for sign in SIGN.findall(self.text, start, end)]


def readings(bench: Bench, article_id: str) -> Iterator[Reading]:
    """A copy of each paragraph, item and row that has two numbers or more, what is only supposed among them."""
    claims = sorted(
        (*bench.in_article.get(article_id, ()), *bench.supposed.get(article_id, ())), key=lambda c: (c.start, -c.end)
    )
    text = bench.slice(article_id, 0, claims[-1].end + _LONGEST) if len(claims) > 1 else ""
    place = 0
    for start, end in _stretches(text):
        inside: list[Claim] = []
        while place < len(claims) and claims[place].start < end:
            claim = claims[place]
            if claim.start >= start and claim.end <= end and (not inside or claim.start >= inside[-1].end):
                inside.append(claim)
            place += 1
        if 1 < len(inside) <= _MOST and end - start <= _LONGEST:
            yield _copy(text, (start, end), inside)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs; lines where a paragraph is a list or a table."""
    start = 0
    for stop in [*(m.span() for m in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        if _ITEM.search(text, start, stop[0]):
            for line in re.finditer(r"[^\n]+", text[start : stop[0]]):
                yield start + line.start(), start + line.end()
        elif stop[0] > start:
            yield start, stop[0]
        start = stop[1]


def _copy(text: str, stretch: tuple[int, int], claims: Sequence[Claim]) -> Reading:
    pieces, last = [], stretch[0]
    for number, claim in enumerate(claims):
        written = _NUMBER.match(claim.surface)
        tail = claim.surface[written.end() :] if written else ""
        pieces += [text[last : claim.start], chr(ord(FIRST) + number), _apart(tail)]
        last = claim.end
    pieces.append(text[last : stretch[1]])
    plain = _BLANK.sub(" ", _MARKS.sub("", "".join(pieces)))
    return Reading(hedges().sub("", plain), tuple(claims))


def _apart(tail: str) -> str:
    """What a surface says behind its number, apart from it: `-token` and ` GPUs`, `% ` and `x`."""
    return f" {tail.lstrip(' -')}" if tail[:1] in "- \u00a0\u202f" else tail
