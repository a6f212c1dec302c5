"""A place in a text -> whether the words right beside it say that it is a model, or whose it is.

What the words for models, verbs of announcing and lists are stands in rules/en/links.yaml.
"""

from __future__ import annotations

import functools
import re

from extractor.link.words import any_of, words

SIZE_SAID = (
    r"\d{1,4}(?:\.\d{1,2})?[BbM](?:[- ]param| (?:LLM|VLM|model|MoE|language|open|speech|vision|dense|reasoning)\b)"
)
"""`7B LLM`, `3B parameter`: a size as prose gives it."""
REACH = 60
"""Characters before a name in which its maker's name ends, and in which an opening of a list stands."""


@functools.cache
def noun_phrase() -> str:
    """A noun for a model with up to two words of kind before it (`video generation model`)."""
    rule = words().unknown
    return rf"(?:(?:{any_of(rule.modifiers)}) +){{0,2}}(?:{any_of(rule.nouns)})"


@functools.cache
def apposition() -> str:
    """`, an open speech model`, ` is a vision model`: never `, a benchmark for models`."""
    rule = words().unknown
    others, nouns = any_of(rule.others), any_of(rule.nouns)
    return rf"(?:,| is) +(?:a|an) +(?:(?!(?:{others})\b)[\w-]+ +){{0,5}}?(?:{nouns})(?![\w-])"


@functools.cache
def _said_behind() -> re.Pattern[str]:
    rule = words().unknown
    beside = rf" +(?:{noun_phrase()}|(?:{any_of(rule.groups)}))(?![\w-])"
    return re.compile(rf"{beside}|{apposition()}|(?:, an? |, its | \(){SIZE_SAID}")


def said_to_be_model(view: str, end: int) -> bool:
    """Whether what ends here is called a model: `X model`, `X series`, `X, a vision model`, `X (7B LLM`."""
    return bool(_said_behind().match(view, end))


@functools.cache
def _list_opens() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of(words().unknown.lists)}) +$")


@functools.cache
def _grown_from() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of(words().unknown.grown)}) +$")


def grown_from(view: str, start: int) -> bool:
    """Whether `based on`, `distilled from` leads up to this place: what stands here is a model, not its maker."""
    return bool(_grown_from().search(view, max(0, start - REACH), start))


def opens_list(view: str, start: int) -> bool:
    """Whether `models like`, `LLMs such as` leads up to this place."""
    return bool(_list_opens().search(view, max(0, start - REACH), start))


@functools.cache
def _lead() -> re.Pattern[str]:
    rule = words().unknown
    little = rf"(?: +(?:{any_of(rule.leads)})){{0,3}}"
    return re.compile(rf"(?:['’]s?|(?:['’]s?)? +(?:{any_of(rule.verbs)}))?{little} +")


def leads_to(view: str, owner_end: int, start: int) -> bool:
    """Whether a name that ends at `owner_end` presents the one at `start`: `Acme's new X`, `Acme released X`."""
    return 0 < start - owner_end <= REACH and bool(_lead().fullmatch(view, owner_end, start))


def presented(view: str, owner_end: int) -> int | None:
    """Where the thing begins that a name ending at `owner_end` presents."""
    lead = _lead().match(view, owner_end)
    return lead.end() if lead and lead.end() - owner_end > 1 else None


_BETWEEN = re.compile(r", (?:and |or )?| (?:and|or|vs\.?|versus) | ?/ ?")


def side_by_side(view: str, end: int, start: int) -> bool:
    """Whether only a comma, an `and` or a slash parts two names: `A, B and C`."""
    return 0 < start - end <= 8 and bool(_BETWEEN.fullmatch(view, end, start))


@functools.cache
def _data_behind() -> re.Pattern[str]:
    return re.compile(rf"[ -](?:{any_of(words().unknown.data)})(?![\w-])")


def is_data(view: str, end: int) -> bool:
    """Whether what ends here is a collection of data: `X dataset`, whatever model is called X."""
    return bool(_data_behind().match(view, end))


@functools.cache
def _other_behind() -> re.Pattern[str]:
    others = any_of(words().unknown.others)
    return re.compile(
        rf" +(?:[\w-]+ +){{0,1}}(?:{others})s?\b|(?:,| is) +(?:a|an|the) +(?:[\w-]+ +){{0,5}}?(?:{others})s?\b"
    )


def said_to_be_other(view: str, end: int) -> bool:
    """Whether what ends here is called something else: `X benchmark`, `X, a library`."""
    return bool(_other_behind().match(view, end))
