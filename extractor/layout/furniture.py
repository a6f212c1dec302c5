"""Blocks of an article -> the same blocks with what is no part of it marked, and such stretches inside lines."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from extractor import rules
from extractor.models import Block, FurnitureSpan, Record

RULES = "furniture.yaml"
MAX_COLUMNS = 100
MANY_NUMBERS = 500
"""Numbers in one paragraph that are data, where they have fewer than two letters each."""
_NUMBER = re.compile(r"\d+")
MAX_LINE = 400
"""A block longer than this, in characters, is prose whatever it begins with."""
MAX_HEADLINE = 200
MIN_PROSE = 240
"""A paragraph this long that ends as a sentence ends a section of teasers."""
MAX_SOURCE = 160
"""A line of a list of sources has no more words than this, in characters, beside its address."""
_SENTENCE_END = tuple(".!?。！？")
_TEASER_END = ("…", "...", "→", "»", "[…]", "read more", "more")
_CLOSERS = "\"'”’)]"
_URL = re.compile(r"https?://|www\.")
_BRACKET = re.compile(r"[(\[]")
_WORD = re.compile(r"\w")
_SOURCES = re.compile(
    r"\W{0,4}(?:sources?|references?|further sources|quellen|参考(?:资料|来源|文献)|来源|信息来源)\W{0,2}",
    re.IGNORECASE,
)
_SILENT = frozenset({"meta", "code"})
_HEADISH = frozenset({"heading", "paragraph", "item"})


class LineRule(Record):
    """A line, or a stretch inside one, that is no part of an article."""

    pattern: str
    reason: str
    example: str
    counterexample: str


class SectionRule(LineRule):
    """A heading under which nothing belongs to the article."""

    until: Literal["end", "prose"]


class FurnitureRules(Record):
    """rules/furniture.yaml."""

    lines: tuple[LineRule, ...]
    sections: tuple[SectionRule, ...]
    inline: tuple[LineRule, ...]


class _Patterns:
    """The rules compiled: one alternation per list, so that a line is read once."""

    def __init__(self, found: FurnitureRules) -> None:
        self.lines = _one_of([rule.pattern for rule in found.lines])
        self.sections = _one_of([rule.pattern for rule in found.sections])
        self.inline = _one_of([rule.pattern for rule in found.inline])
        self.rules = found


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(rules.load(RULES, FurnitureRules))


def _one_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<r{number}>{pattern})" for number, pattern in enumerate(patterns)), re.IGNORECASE)


def _which(found: re.Match[str]) -> int:
    return next(int(name[1:]) for name, group in found.groupdict().items() if group is not None)


def line_reason(line: str) -> str | None:
    """Why a line, given as read (without markup), is no part of an article; None where it may be."""
    patterns = _patterns()
    found = patterns.lines.fullmatch(line.strip()) if len(line) <= MAX_LINE else None
    return patterns.rules.lines[_which(found)].reason if found else None


def section_rule(heading: str) -> SectionRule | None:
    """The rule for a heading under which nothing belongs to the article."""
    patterns = _patterns()
    found = patterns.sections.fullmatch(heading.strip(" \t:：▸»→*#")) if len(heading) <= 80 else None
    return patterns.rules.sections[_which(found)] if found else None


def spans(view: str) -> list[FurnitureSpan]:
    """Stretches inside lines that are no part of the article (`(Activity: 2009)`), on the reading copy."""
    patterns = _patterns()
    return [
        FurnitureSpan(start=found.start(), end=found.end(), reason=patterns.rules.inline[_which(found)].reason)
        for bracket in _BRACKET.finditer(view)
        if (found := patterns.inline.match(view, bracket.start()))
    ]


def mark(text: str, view: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with `furniture` set to a reason where they are no part of the article."""
    words = [" ".join(view[b.start : b.end].split()) if b.end - b.start <= MAX_LINE else None for b in blocks]
    reasons = [_line(block, line) for block, line in zip(blocks, words, strict=True)]
    _mark_wide_tables(blocks, reasons)
    _mark_data(view, blocks, reasons)
    _mark_sections(view, blocks, words, reasons)
    _mark_sources(text, blocks, words, reasons)
    _mark_repeats(blocks, words, reasons)
    return [
        block if reason is None else block.model_copy(update={"furniture": reason})
        for block, reason in zip(blocks, reasons, strict=True)
    ]


def _mark_wide_tables(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """What is wider than any table that is read is an export of data, and each of its cells depends on all others."""
    wide = {block.table for block in blocks if block.col is not None and block.col >= MAX_COLUMNS}
    for number, block in enumerate(blocks):
        if block.table is not None and block.table in wide:
            reasons[number] = f"table of more than {MAX_COLUMNS} columns"


def _mark_data(view: str, blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """Paragraphs of nothing but numbers are data, not prose."""
    for number, block in enumerate(blocks):
        if block.end - block.start > 2 * MANY_NUMBERS:
            words = view[block.start : block.end]
            numbers = len(_NUMBER.findall(words))
            if numbers > MANY_NUMBERS and sum(map(str.isalpha, words)) < 2 * numbers:
                reasons[number] = "list of numbers"


def _line(block: Block, line: str | None) -> str | None:
    if line is None or block.kind in _SILENT:
        return None
    if not _WORD.search(line):
        return "empty"
    return None if block.kind == "cell" else line_reason(line)


def _mark_sections(view: str, blocks: Sequence[Block], words: Sequence[str | None], reasons: list[str | None]) -> None:
    """Sections whose heading says that they are no part of the article."""
    at = 0
    while at < len(blocks):
        line = words[at]
        rule = section_rule(line) if line and blocks[at].kind in _HEADISH else None
        if rule is None or (blocks[at].kind != "heading" and not _is_last_or_short_follows(blocks, at)):
            at += 1
            continue
        to_the_end = rule.until == "end" and not _prose_follows(view, blocks, at)
        stop = len(blocks) if to_the_end else _section_end(view, blocks, at)
        for number in range(at, stop):
            reasons[number] = reasons[number] or rule.reason
        at = max(stop, at + 1)


def _is_last_or_short_follows(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line that is no heading by form may head a section: nothing, or only short lines, after it."""
    return at + 1 >= len(blocks) or blocks[at + 1].end - blocks[at + 1].start < MIN_PROSE


def _is_prose(view: str, block: Block) -> bool:
    if block.kind in {"cell", "code"}:
        return True
    piece = view[block.start : block.end].rstrip().rstrip(_CLOSERS)
    if len(piece) < MIN_PROSE or piece.lower().endswith(_TEASER_END):
        return False
    return piece.endswith(_SENTENCE_END)


def _prose_follows(view: str, blocks: Sequence[Block], at: int) -> bool:
    """Whether much of the article stands below: then a form in the middle does not swallow it."""
    below = sum(1 for block in blocks[at + 1 :] if _is_prose(view, block))
    above = sum(1 for block in blocks[:at] if _is_prose(view, block))
    return below > above


def _section_end(view: str, blocks: Sequence[Block], at: int) -> int:
    """The first block after a section of teasers: where a heading of its own rank or real prose begins."""
    level = blocks[at].level if blocks[at].kind == "heading" else 0
    for number in range(at + 1, len(blocks)):
        block = blocks[number]
        if _is_prose(view, block):
            before = blocks[number - 1]
            return number - 1 if before.kind == "heading" and number - 1 > at else number
        if block.kind == "heading" and view[block.start - 2 : block.start - 1] == "#" and block.level <= level:
            return number
    return len(blocks)


def _mark_sources(text: str, blocks: Sequence[Block], words: Sequence[str | None], reasons: list[str | None]) -> None:
    """Lines with an address right under a heading such as "Sources": they are evidence, no prose."""
    listing = False
    for number, block in enumerate(blocks):
        line = words[number]
        if line is not None and block.kind in _HEADISH and _SOURCES.fullmatch(line):
            listing = True
        elif listing:
            listing = line is not None and len(line) <= MAX_SOURCE and bool(_URL.search(text, block.start, block.end))
            reasons[number] = "sources" if listing else reasons[number]


def _mark_repeats(blocks: Sequence[Block], words: Sequence[str | None], reasons: list[str | None]) -> None:
    """The title where it stands again, and pairs of the same headline, which only teasers come in."""
    title = next(
        (
            line
            for block, line, reason in zip(blocks, words, reasons, strict=True)
            if line and not reason and block.kind in _HEADISH
        ),
        None,
    )
    counts = Counter(line for line in words if line)
    seen_title = False
    for number, line in enumerate(words):
        if line is None or blocks[number].kind not in _HEADISH or not 12 <= len(line) <= MAX_HEADLINE:
            continue
        if line == title:
            reasons[number] = reasons[number] or ("repeat" if seen_title else None)
            seen_title = True
        elif counts[line] > 1 and words[number - 1] == line:
            reasons[number] = reasons[number] or "repeat"
