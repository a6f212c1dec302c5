"""Text of an article, plain or Markdown -> its blocks, with exact offsets, before furniture is marked.

There is no switch between plain text and Markdown: each construct is recognised by itself, so plain text is not harmed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.models import Block, BlockKind

_FENCE = re.compile(r"[ \t]*(?P<run>`{3,}+|~{3,}+)(?P<info>[^`\n]*)$")
_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"[ \t]#+$")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_QUOTE = re.compile(r" {0,3}(?:>(?![\d$€£¥])[ \t]?)+")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?:[\-*+–—](?=[ \t])|[•‣◦▪●○]|·(?=[ \t])|\(?(?:\d{1,3}|[a-z])[.)](?=[ \t]))[ \t]*"
    r"(?:[•‣◦▪●○][ \t]*)?(?:\[[ xX]\][ \t]+)?"
)
_DELIMITER = frozenset("|-: \t")
_FRONT_KEY = re.compile(r"[A-Za-z_][\w\-]*[ \t]*:")
_META_LINE = re.compile(r" {0,3}\[[^\[\]\n^][^\[\]\n]*\]:[ \t]*\S|[ \t]*\{[%{][^{}]*[%}]\}[ \t]*$|[ \t]*\[TOC\][ \t]*$")
_TAG_LINE = re.compile(r"[ \t]*(?:(?:</?[A-Za-z][^<>]*>|<!--[^<>]*-->)[ \t]*)++$")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*:?$|__[^_]+__:?$")
_FINAL = tuple(".!?。！？…:：;；,，、")
_CLOSERS = "\"'”’)]*_»」』"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_INNER_STOP = re.compile(r"[a-z0-9)\]][.!?][\"'”’]? +[A-Z“\"]|[。！？]\S")
_LOWER = re.compile(r"[a-zà-öø-ÿ]")

LONG_LINE = 160
"""A line longer than this is a paragraph of its own: nobody wraps by hand so late."""
MAX_HEADING = 140
MAX_FRONT_MATTER = 400


class _Line(NamedTuple):
    start: int
    end: int
    """Without the blanks at its end."""
    text: str


class Draft:
    """The blocks found so far, and the lines of a paragraph that is still open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.lines: list[_Line] = []
        self.kind: BlockKind = "paragraph"
        self.level = 0
        self.indents: list[int] = []
        self.tables = 0

    def add(self, kind: BlockKind, start: int, end: int, **more: int | bool | None) -> None:
        """Record one block, trimmed to its content; nothing where there is none."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            self.blocks.append(Block(kind=kind, start=start, end=end, **more))  # type: ignore[arg-type]

    def open(self, kind: BlockKind, line: _Line, level: int = 0) -> None:
        """Begin a block that later lines may join."""
        self.close()
        self.kind, self.level, self.lines = kind, level, [line]

    def close(self) -> None:
        """End the open block."""
        if self.lines:
            self.add(self.kind, self.lines[0].start, self.lines[-1].end, level=self.level)
            self.lines = []

    def depth(self, indent: int) -> int:
        """Depth of a list item from its indentation, given the items before it."""
        while self.indents and self.indents[-1] >= indent:
            self.indents.pop()
        self.indents.append(indent)
        return len(self.indents) - 1


def blocks(text: str) -> list[Block]:
    """All blocks of a text, in order; they do not overlap and each is trimmed to its content."""
    lines = _lines(text)
    width = _wrap_width(lines)
    draft = Draft(text)
    at = _front_matter(draft, lines)
    fences = _fences(lines)
    while at < len(lines):
        at = _step(draft, lines, at, fences, width)
    draft.close()
    return _headings(text, draft.blocks)


def _lines(text: str) -> list[_Line]:
    found, start = [], 0
    for line in text.split("\n"):
        kept = line.rstrip()
        found.append(_Line(start, start + len(kept), kept))
        start += len(line) + 1
    return found


def front_matter_lines(text: str) -> int:
    """How many lines the YAML front matter of a text takes, fences counted; 0 where there is none."""
    return _front_matter_length(_lines(text[: 64 * MAX_FRONT_MATTER])) if text.lstrip("\ufeff").startswith("---") else 0


def _front_matter_length(lines: Sequence[_Line]) -> int:
    if len(lines) < 3 or lines[0].text.lstrip("\ufeff") != "---" or not _FRONT_KEY.match(lines[1].text):
        return 0
    for number, line in enumerate(lines[1:MAX_FRONT_MATTER], start=1):
        if line.text in {"---", "..."}:
            return number + 1
    return 0


def _front_matter(draft: Draft, lines: Sequence[_Line]) -> int:
    length = _front_matter_length(lines)
    if length:
        draft.add("meta", lines[0].start, lines[length - 1].end)
    return length


def _fences(lines: Sequence[_Line]) -> dict[int, int]:
    """Opening line -> closing line of fenced code; a fence that is never closed is none."""
    pairs: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        if "```" not in line.text and "~~~" not in line.text:
            continue
        found = _FENCE.match(line.text)
        if found is None:
            continue
        if opened is None:
            opened = (number, found["run"])
        elif found["run"].startswith(opened[1]) and not found["info"].strip():
            pairs[opened[0]] = number
            opened = None
    return pairs


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The column at which the paragraphs of this text are wrapped by hand; 0 where lines are paragraphs."""
    lengths = [len(line.text) for line in lines if line.text]
    if not lengths or sum(n for n in lengths if n > LONG_LINE) > 0.2 * sum(lengths):
        return 0
    width = max((n for n in lengths if n <= LONG_LINE), default=0)
    usual = sorted(lengths)[int(0.9 * (len(lengths) - 1))]
    width = min(width, round(usual * 1.15))
    return width if 40 <= width <= 130 else 0


def _step(draft: Draft, lines: Sequence[_Line], at: int, fences: dict[int, int], width: int) -> int:
    """Read one construct from line `at`; the number of the line after it."""
    line = lines[at]
    if not line.text:
        draft.close()
        return at + 1
    if at in fences:
        draft.close()
        draft.add("code", lines[at + 1].start, lines[fences[at]].start)
        return fences[at] + 1
    if _is_table(lines, at):
        return _table(draft, lines, at)
    if "\t" in line.text and _tabs(lines, at) > 1:
        return _tab_table(draft, lines, at)
    _text_line(draft, lines, at, width)
    return at + 1


def _text_line(draft: Draft, lines: Sequence[_Line], at: int, width: int) -> None:
    line = lines[at]
    first = line.text.lstrip()[0]
    if first in "=-" and _is_underline(draft, line):
        level = 1 if first == "=" else 2
        draft.kind, draft.level = "heading", level
        draft.close()
    elif first in "-*_" and _RULE.match(line.text):
        draft.close()
        draft.indents.clear()
    elif first == "<" and _TAG_LINE.match(line.text):
        draft.close()
    elif first in "[{" and _META_LINE.match(line.text):
        draft.close()
        draft.add("meta", line.start, line.end)
    elif first == "#" and (found := _ATX.match(line.text)):
        draft.close()
        draft.indents.clear()
        body = _ATX_END.sub("", line.text)
        start = line.start + min(found.end(), len(body))
        draft.add("heading", start, line.start + len(body), level=len(found["marks"]))
    else:
        _prose_line(draft, line, width)


def _is_underline(draft: Draft, line: _Line) -> bool:
    """Whether a row of = or - underlines the single line before it (else it is a rule between paragraphs)."""
    if len(draft.lines) != 1 or draft.kind != "paragraph" or not _SETEXT.match(line.text):
        return False
    above = draft.lines[0].text.strip()
    return len(above) <= MAX_HEADING and not above.rstrip(_CLOSERS).endswith(_FINAL)


def _prose_line(draft: Draft, line: _Line, width: int) -> None:
    quoted = _QUOTE.match(line.text) if ">" in line.text[:8] else None
    if quoted:
        line = _Line(line.start + quoted.end(), line.end, line.text[quoted.end() :])
        if not line.text:
            draft.close()
            return
    item = _ITEM.match(line.text)
    if item and item.end() < len(line.text):
        indent = len(item["indent"].expandtabs(4))
        draft.open("item", _Line(line.start + item.end(), line.end, line.text[item.end() :]), draft.depth(indent))
        return
    indented = line.text[0] in " \t"
    if not indented:
        draft.indents.clear()
    goes_on = (indented and draft.kind == "item") or (quoted and draft.kind == "quote")
    if draft.lines and (goes_on or joins(draft.lines[-1].text, line.text, width)):
        draft.lines.append(line)
        return
    draft.open("quote" if quoted else "paragraph", line)


def joins(above: str, line: str, width: int) -> bool:
    """Whether a line goes on with the paragraph of the line above it, in a text wrapped at `width` (0: not wrapped)."""
    line = line.lstrip()
    if _BOLD_LINE.match(line) or _BOLD_LINE.match(above.strip()):
        return False
    unfinished = not above.rstrip(_CLOSERS).endswith(_FINAL[:-3])
    if unfinished and len(above) > 20 and _LOWER.match(line):
        return True
    if not width or _CJK.match(line) or len(above) > LONG_LINE:
        return False
    if unfinished and is_title_case(above):
        return False
    word = line.split(maxsplit=1)[0]
    return len(above) + 1 + len(word) > 0.85 * width


def is_title_case(line: str) -> bool:
    """Whether most of the longer words of a line begin with a capital, as in a headline."""
    long = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) > 1 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def _is_table(lines: Sequence[_Line], at: int) -> bool:
    """Whether a header row with its delimiter row (`|---|---|`) begins here, or rows fenced by pipes."""
    line = lines[at].text
    if "|" not in line or at + 1 >= len(lines):
        return False
    below = lines[at + 1].text
    if below and "-" in below and "|" in below and _DELIMITER.issuperset(below):
        return True
    return _is_piped(line) and _is_piped(below)


def _is_piped(line: str) -> bool:
    line = line.strip()
    return len(line) > 2 and line[0] == "|" == line[-1]


def _table(draft: Draft, lines: Sequence[_Line], at: int) -> int:
    draft.close()
    headed = _DELIMITER.issuperset(lines[at + 1].text)
    row = 0
    while at < len(lines) and "|" in lines[at].text:
        if not _DELIMITER.issuperset(lines[at].text):
            _row(draft, lines[at], "|", row, headed and row == 0)
            row += 1
        at += 1
    draft.tables += 1
    return at


def _row(draft: Draft, line: _Line, separator: str, row: int, head: bool) -> None:
    text = line.text.strip()
    start = line.start + len(line.text) - len(line.text.lstrip())
    if separator == "|" and text[0] == "|":
        text, start = text[1:], start + 1
    if separator == "|" and text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    pieces = re.split(r"(?<!\\)\|", text) if separator == "|" else text.split(separator)
    for col, piece in enumerate(pieces):
        draft.add("cell", start, start + len(piece), table=draft.tables, row=row, col=col, head=head)
        start += len(piece) + 1


def _tabs(lines: Sequence[_Line], at: int) -> int:
    """How many lines from `at` on have the same number of tabs between their words: a pasted table."""
    tabs = lines[at].text.strip().count("\t")
    number = at
    while tabs and number < len(lines) and lines[number].text.strip().count("\t") == tabs:
        number += 1
    return number - at


def _tab_table(draft: Draft, lines: Sequence[_Line], at: int) -> int:
    draft.close()
    length = _tabs(lines, at)
    first, *others = (lines[at + row].text for row in range(length))
    headed = not any(c.isdigit() for c in first) and any(c.isdigit() for line in others for c in line)
    for row in range(length):
        _row(draft, lines[at + row], "\t", row, headed and row == 0)
    draft.tables += 1
    return at + length


def _headings(text: str, found: list[Block]) -> list[Block]:
    """The blocks with heading-like lines made headings: short, without a full stop, with something to head."""
    done = list(found)
    for number in range(len(found) - 2, -1, -1):
        block, below = found[number], done[number + 1]
        if block.kind != "paragraph":
            continue
        line = text[block.start : block.end]
        bold = bool(_BOLD_LINE.match(line))
        if not looks_like_heading(line) and not bold:
            continue
        stacked = below.kind == "heading" and len(line.split()) > 6 and number > 0
        if (below.kind in {"paragraph", "item", "cell", "quote", "heading", "code"} and not stacked) or bold:
            level = 3 if bold else 1 if number == 0 else 2
            done[number] = block.model_copy(update={"kind": "heading", "level": level})
    return done


def looks_like_heading(line: str) -> bool:
    """Whether a line by itself has the form of a heading.

    >>> looks_like_heading("Why the shift matters"), looks_like_heading("It cost $5.")
    (True, False)
    """
    if len(line) > MAX_HEADING or "\n" in line or len(line.split()) > 18:
        return False
    bare = line.rstrip(_CLOSERS)
    if not bare or (bare.endswith(_FINAL) and not (bare.endswith("?") and len(bare.split()) <= 12)):
        return False
    return not _INNER_STOP.search(line) and not _LOWER.match(line) and line[0] not in "\"“'‘(["
