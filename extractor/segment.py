"""Doc -> its blocks, links and sentences, left on the Doc as records.

Sentences are found by rules on the reading copy: no model, no parse, no mark on the Doc's tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from extractor import layout, rules, state
from extractor.models import Block, Record, Sentence

# A stop does not follow another stop: a run of dots is looked at once. The set comes first: the engine skips to it.
_STOP = re.compile(
    r"""[.!?…。！？](?<![.!?…].)[.!?…。！？]*+["')\]」』）】]*+(?:(?=[\s(\[]|$)|(?<=[。！？」』）】]))"""
)
_SOURCE = re.compile(r"\s{0,3}(?:\([^()\n]{1,120}\)|\[\d{1,3}\])(?=\s|$|[.\[(])")
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'/—–]+$")
_NEXT = re.compile(r"[\s\"'(\[]*(?P<word>[^\s]*)")
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_WHOLE = frozenset({"heading", "cell", "caption"})
_SILENT = frozenset({"meta", "code"})
_LONGEST_WORD = 24


LONGEST = 2_000
"""Characters of the longest sentence."""
MOST_NUMBERS = 100
"""Runs of digits in one sentence."""
LONGEST_WORD = 200
"""Characters within which a list is cut at a space; elsewhere it is cut where it is."""


class WordList(Record):
    """Words of one kind, and sentences that prove them, divided by `|`."""

    words: frozenset[str]
    example: str


class Abbreviations(Record):
    """rules/en/abbreviations.yaml."""

    never: WordList
    """Never end a sentence (`vs.`, `No.`)."""
    numbered: WordList
    """Do not end one before a number (`No. 1`)."""
    sometimes: WordList
    """End one only before a word that begins sentences (`Inc.`, `U.S.`)."""
    starters: WordList
    """Words that begin sentences and are hardly ever part of a name."""


def sentences(view: str, blocks: Sequence[Block]) -> list[Sentence]:
    """Sentences of an article, in order, trimmed, within one block each; furniture, code and front matter have none.

    `view` is the reading copy of the text (`layout.view`); headings and cells are one sentence each.
    """
    words = rules.load("en/abbreviations.yaml", Abbreviations)
    found = []
    for number, block in enumerate(blocks):
        if block.furniture is not None or block.kind in _SILENT:
            continue
        ends = () if block.kind in _WHOLE else _ends(view, block.start, block.end, words)
        start = block.start
        for end in (*ends, block.end):
            for cut in (*_cuts(view, start, end), end):
                piece = view[start:cut]
                first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
                if first < last:
                    found.append(Sentence(start=first, end=last, block=number))
                start = cut
    return found


def _cuts(view: str, start: int, end: int) -> Iterator[int]:
    """Where what is longer than any sentence, or holds more numbers, is cut: it is a list, and read piece by piece."""
    while end - start > LONGEST or (end - start > 2 * MOST_NUMBERS and _too_many(view, start, end)):
        numbers = [found.end() for found in islice(_NUMBER.finditer(view, start, end), MOST_NUMBERS)]
        reach = min(start + LONGEST, numbers[-1] if len(numbers) == MOST_NUMBERS else end)
        space = _SPACE.search(view, reach, min(end, reach + LONGEST_WORD))
        start = space.end() if space else reach
        if start >= end:
            return
        yield start


def _too_many(view: str, start: int, end: int) -> bool:
    return len(list(islice(_NUMBER.finditer(view, start, end), MOST_NUMBERS + 1))) > MOST_NUMBERS


def _ends(view: str, start: int, end: int, words: Abbreviations) -> Iterator[int]:
    """Where sentences end within one block, a source in brackets after the full stop included."""
    done = start
    for stop in _STOP.finditer(view, start, end):
        if stop.start() < done:
            continue
        close = _with_source(view, stop.end(), end)
        if view[stop.start()] in "。！？" or _is_end(view, stop.start(), close, end, words):
            yield close
            done = close


def _with_source(view: str, at: int, end: int) -> int:
    """The end of a sentence with the source that follows it: `tokens. (example.com)`."""
    while (found := _SOURCE.match(view, at, end)) and view[found.end() - 2] not in ".!?":
        at = found.end()
    return at


def _is_end(view: str, stop: int, close: int, end: int, words: Abbreviations) -> bool:
    ahead = _NEXT.match(view, close, min(end, close + 60))
    following = ahead["word"] if ahead else ""
    if not following:
        return True
    if following[0].islower() and not any(c.isupper() or c.isdigit() for c in following[1:8]):
        return False
    if view[stop] != "." or view[stop + 1 : stop + 2] in {".", "?", "!"}:
        return True
    before = _WORD_BEFORE.search(view, max(0, stop - _LONGEST_WORD), stop)
    word = before.group() + "." if before else "."
    lowered = word.lower()
    if lowered in words.sometimes.words or _INITIALS.fullmatch(word):
        return following.strip("\"'“(,") in words.starters.words
    if lowered in words.numbered.words:
        return not following.strip("#$€£¥~<>(")[:1].isdigit()
    return lowered not in words.never.words


@Language.factory("extractor_segment")
class Segment:
    """Leaves `blocks`, `links`, `inline` and `sentences` on a Doc; blocks that are there already are kept."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Segment one Doc; its tokens are left alone."""
        text = state.text(doc)
        if state.has(doc, "blocks"):
            blocks: Sequence[Block] = state.get(doc, "blocks", Block)
        else:
            found = layout.parse(text)
            blocks = found.blocks
            state.put(doc, "blocks", blocks)
            state.put(doc, "links", found.links)
        copy = layout.view(text)
        state.put(doc, "inline", layout.inline(copy))
        state.put(doc, "sentences", sentences(copy, blocks))
        return doc
