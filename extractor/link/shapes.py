"""Text and its links -> spans that are built or announced like the names of models: (start, end, score).

The slow patterns look only where a quick one says that they may fit: at a word for a model, a size or a version.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractor.link import cues
from extractor.link.resolve import Link
from extractor.link.words import any_of, words
from extractor.names.entries import family_file
from extractor.spots import Anchored, first_words, spots, windows

_PART = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)?"
_TAIL = r"(?:-(?:[A-Z](?:[A-Za-z0-9.]*[A-Za-z0-9])?|v\d[\d.]*\d|v\d|[a-z]{1,9}\d{0,4}(?![A-Za-z\d])|\d[\w.]*\w))"
_STEM = rf"{_PART}(?:-(?:{_PART}|\d[\d.]*)){{0,4}}"
_ALONE = r"(?<![\w.$€£/@-])"
_SIZED = re.compile(
    rf"{_ALONE}(?P<name>{_STEM}(?:-| )\d{{1,4}}(?:\.\d{{1,2}})?(?:x\d{{1,3}})?[Bb]{_TAIL}{{0,4}}"
    rf"|{_STEM}-\d{{1,4}}M{_TAIL}{{0,3}})(?![\w%$-])"
)
_VERSIONED = re.compile(rf"{_ALONE}(?P<name>{_STEM}(?:-| )[vV]\d{{1,2}}(?:\.\d{{1,2}})?{_TAIL}{{0,3}})(?![\w-]|\.\d)")
SIZE_MARK = re.compile(r"\d[BbM](?![A-Za-z0-9%$])")
_VERSION_MARK = re.compile(r"[ -][vV]\d")
_REACH = 60
"""Characters of a name before and behind its size or version."""
_DISTINCT = (
    r"(?:[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z]{3,12}|[a-z]{1,4}[A-Z][A-Za-z0-9]+"
    r"|[A-Z][A-Za-z0-9]*(?:-[A-Z0-9][A-Za-z0-9.]*){1,5})"
)
"""Camel case, capitals, or parts joined by hyphens: what no common word looks like."""
_MIXED = (
    r"(?:[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*|[A-Z]{1,12}(?:-[A-Z][A-Za-z0-9.]*[A-Za-z0-9]){1,3}"
    r"|[A-Z][a-z]+-\d[\w.]*\w|[A-Z][a-z]+-\d)"
)
"""Camel case, or parts joined by hyphens."""
_NUMBERED = r"[A-Z][A-Za-z]{2,14}(?:-[A-Z][A-Za-z]{1,12})?[- ](?:\d\.\d{1,2}|\d)"
"""`Quill 2`, `Zorb-1.5`."""
_FORMER = r"(?!Trans|Per|Plat|In|Re)[A-Z][a-z]{2,9}former"
"""`Zorbformer`."""
_SLUGGED = r"[A-Z][a-z]+[A-Z]+[A-Za-z]*(?:-(?!as|to|in|of|the|and|or|for|based|like|style)[a-z]+){2,4}"
"""`ZorbRPT-man-vs-mouse`: a made-up word and words of a kind."""
_NAME = r"[A-Z][A-Za-z0-9+-]*(?:\.\d[A-Za-z0-9]*)?(?: (?:[A-Z0-9]|v\d)[A-Za-z0-9+-]*(?:\.\d[A-Za-z0-9]*)?){0,2}"
_ITEM = re.compile(_NAME)
_SAID = 200
"""Characters in which a name and what it is said to be stand."""
_NEAR = 60
"""Characters behind a versioned name in which the word "model" must stand."""
_STEM_REACH = 24
_STARTS_INSIDE = re.compile(r"[\w./@-]$")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;\n]\s{0,3}|[-*•]\s)$")


@functools.cache
def _beside_noun() -> re.Pattern[str]:
    """`the STORM model`, `the Quill video model`, `Quill 2 model`, `JPEG-LM and AVC-LM models`; up to the noun."""
    one = rf"(?<![\w$-])(?P<name>{_DISTINCT}|{_NUMBERED}|{_FORMER}|{_SLUGGED})"
    return re.compile(
        rf"{one}(?:,? and (?P<other>{_DISTINCT}))? +(?:(?:{any_of(words().unknown.modifiers)}) +){{0,2}}$"
    )


@functools.cache
def _behind_noun() -> re.Pattern[str]:
    """`the vision model X-READER is`: what follows the noun; no capitals alone, which may be what it is."""
    return re.compile(rf" (?P<name>{_MIXED})(?![\w-]| +(?:{cues.noun_phrase()})\b)")


@functools.cache
def _weighed() -> re.Pattern[str]:
    """`QUILL, a 3B parameter`, `Quill (7B LLM`: a name whose size follows."""
    return re.compile(rf"(?<![\w-])(?P<name>{_DISTINCT}|[A-Z][a-z]{{3,12}})(?:, an? |, its | \(){cues.SIZE_SAID}")


@functools.cache
def _versioned_by_lab() -> re.Pattern[str]:
    """`Acme's Zorb-2`, `Acme released its Zorb 2.5`: a name with a number right behind its lab."""
    rule = words().unknown
    lead = (
        rf"(?:['’]s| +(?:{any_of(rule.verbs)}))(?: +(?:the|its|their|a|an|new|latest|updated|open-source|open)){{0,3}}"
    )
    counted = any_of((*family_file().units, "new", "more", "other"))
    return re.compile(rf"{lead} +(?P<name>{_NUMBERED}{_TAIL}{{0,2}})(?![\w%-]|\.\d| +(?:{counted})\b)")


@functools.cache
def _apposed() -> re.Pattern[str]:
    """`Quill-3, an open speech model`, `X-READER is a vision model`."""
    return re.compile(rf"(?<![\w-])(?P<name>{_DISTINCT}){cues.apposition()}")


@functools.cache
def _listed() -> Anchored:
    """`models like Quill 2, Marn-v3 and TRAV`: up to four names."""
    lists = words().unknown.lists
    listed = rf"\b(?i:{any_of(lists)}) +(?P<items>{_NAME}(?:(?:, and |, | and | or ){_NAME}){{0,3}})"
    return Anchored(re.compile(listed), lists)


@functools.cache
def _announced() -> Anchored:
    """`released Puzzle, a small model`: the name between the verb and its apposition."""
    rule = words().unknown
    name = r"[A-Z][A-Za-z0-9.+-]*[A-Za-z0-9+](?: [A-Z0-9][A-Za-z0-9.+-]*[A-Za-z0-9+]){0,2}"
    nouns = any_of(rule.nouns)
    said = rf"(?:, +| +\(?)(?P<what>(?:a|an|its|their|the|open)\b[^.!?,\n]{{0,80}}?\b(?:{nouns})\b)"
    return Anchored(re.compile(rf"(?<![\w-])(?:{any_of(rule.verbs)}) +(?P<name>{name})(?={said})"), rule.verbs)


@functools.cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words().unknown.others)})s?\b")


def candidates(view: str, links: list[Link]) -> Iterator[tuple[int, int, float]]:
    """What may be the name of a model, in no order; some more than once."""
    for found in _near(_SIZED, SIZE_MARK, view):
        if not _sentence_word(view, found):
            yield (*found.span("name"), 0.7 if "-" in found["name"] else 0.6)
    for found in _near(_VERSIONED, _VERSION_MARK, view):
        if _noun_near(view, found.start(), found.end()) and not _sentence_word(view, found):
            yield (*found.span("name"), 0.55)
    for found in _announced().find(view):
        if not _other().search(found["what"]):
            yield (*found.span("name"), 0.6)
    for found in (*_around_nouns(view), *_near(_weighed(), SIZE_MARK, view)):
        if not _sentence_word(view, found):
            yield (*found.span("name"), 0.55)
            if found.groupdict().get("other"):
                yield (*found.span("other"), 0.55)
    for found in _listed().find(view):
        for item in _ITEM.finditer(found["items"]):
            yield found.start("items") + item.start(), found.start("items") + item.end(), 0.55
    yield from ((*span, 0.55) for span in _affixed(view))
    yield from ((*span, 0.55) for span in _transformers(view))
    for k in links:
        named = _versioned_by_lab().match(view, k.end) if k.entity.kind == "lab" else None
        if named:
            yield (*named.span("name"), 0.55)


@functools.cache
def _affix() -> re.Pattern[str]:
    """A run of letters that is built like the name of a model: `QuillonCoder`, `nanoMoE`."""
    rule = words().unknown
    ends, stems, bases = any_of(rule.ends), any_of(rule.stems), any_of(rule.bases)
    return re.compile(
        rf"(?:{bases})[A-Z][A-Za-z]{{2,14}}|(?:[A-Z][A-Za-z]{{2,14}}(?<=[a-z])|[A-Z][A-Za-z]{{1,14}}(?<=[A-Z])|{stems})(?:{ends})"
    )


_STEM_BEFORE = re.compile(r"(?<![\w./@-])[A-Z][a-z]+[A-Z][A-Za-z]*-$")
"""`QuiMa-` of `QuiMa-LLaMA`: a made-up word, hyphened to the name of a family."""
_BEHIND_AFFIX = re.compile(rf"{_TAIL}{{0,3}}(?![\w-])")


def _affixed(view: str) -> Iterator[tuple[int, int]]:
    """Words built like names of models, unless what follows says that they are something else."""
    written, ends = spots(view).written, words().unknown.ends
    found = [(at, at + len(word)) for word in written if _affix().fullmatch(word) for at in written[word]]
    for family in (word for word in ends if word in written):
        stems = ((at, _STEM_BEFORE.search(view, max(0, at - _STEM_REACH), at)) for at in written[family])
        found += [(stem.start(), at + len(family)) for at, stem in stems if stem]
    for start, end in found:
        tail = _BEHIND_AFFIX.match(view, end)
        alone = tail and not _STARTS_INSIDE.search(view, max(0, start - 1), start)
        if tail and alone and not cues.said_to_be_other(view, tail.end()):
            yield start, tail.end()


_NAMED_BEFORE = re.compile(r"(?<=[Tt]he )(?:[A-Z][A-Za-z]+[ -]){1,3}$")


@functools.cache
def _plain() -> frozenset[str]:
    return frozenset(words().unknown.plain)


def _transformers(view: str) -> Iterator[tuple[int, int]]:
    """`the Forgetful Transformer`: an architecture by its name; `the Vision Transformer` is a kind of them."""
    for at in spots(view).written.get("Transformer", ()):
        named = _NAMED_BEFORE.search(view, max(0, at - _REACH), at)
        first = re.split("[ -]", named.group())[0] if named else ""
        if named and first not in _plain() and not view[at + 11 : at + 12].isalnum():
            yield named.start(), at + 11


def _around_nouns(view: str) -> Iterator[re.Match[str]]:
    """Names right before or behind each word for a model, or said to be one by it."""
    places = [(at, at) for at in spots(view).of(first_words(words().unknown.nouns))]
    for at, _ in places:
        noun = _model_word().match(view, at)
        before = _beside_noun().search(view, max(0, at - _REACH), at) if noun else None
        behind = _behind_noun().match(view, noun.end()) if noun and noun.group().islower() else None
        yield from (found for found in (before, behind) if found)
    for window in windows(view, places, _SAID):
        yield from _apposed().finditer(view, *window)


def _near(pattern: re.Pattern[str], mark: re.Pattern[str], view: str) -> Iterator[re.Match[str]]:
    """Matches of a slow pattern around the places of a quick one that each of them holds."""
    last = 0
    for place in mark.finditer(view):
        if place.start() >= last:
            found = pattern.search(view, max(last, place.start() - _REACH), place.end() + _REACH)
            if found:
                last = found.end()
                yield found


def _sentence_word(view: str, found: re.Match[str]) -> bool:
    """A plain word before a size is a name only inside a sentence, and never in small letters."""
    name = found["name"]
    if " " not in name:
        return False
    return name[0].islower() or bool(_SENTENCE_OPENS.search(view, max(0, found.start() - 4), found.start()))


def _noun_near(view: str, start: int, end: int) -> bool:
    return bool(_model_word().search(view, end, end + _NEAR) or _model_word().search(view, max(0, start - 12), start))


@functools.cache
def _model_word() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(words().unknown.nouns)})(?![\w-])")
