"""Text -> organisations that no list holds: `Quillon Robotics raised`, known by their last word and what they do.

Such a link is weak (0.6) and yields to every other one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractor import names
from extractor.link.resolve import Link
from extractor.link.words import any_of, words
from extractor.models import Entity
from extractor.spots import spots

_BEFORE = re.compile(r"(?<![\w.@/&'’-])(?:[A-Z][A-Za-z0-9]{1,20}[ -]){1,2}$")
_REACH = 44
"""Characters in which the words before the last one of a name stand."""


@functools.cache
def _does() -> re.Pattern[str]:
    return re.compile(rf" {{1,3}}(?:(?:has|have|just|today) {{1,3}})?(?:{any_of(words().firms.acts)})\b")


@functools.cache
def _openers() -> frozenset[str]:
    rule = words()
    return frozenset(word.casefold() for word in (*rule.unknown.openers, *rule.unknown.kinds, *rule.firms.openers))


def find(view: str) -> Iterator[Link]:
    """A link for each such name, and for each time that it stands again."""
    made: dict[str, Entity] = {}
    for last in words().firms.last:
        for at in spots(view).written.get(last, ()):
            first = _BEFORE.search(view, max(0, at - _REACH), at)
            end = at + len(last)
            if first and _does().match(view, end) and _is_name(first.group()):
                name = view[first.start() : end]
                made.setdefault(name, Entity(id=f"company:{names.slug(name)}", name=name, kind="company"))
    if made:
        for found in re.finditer(rf"(?<![\w-])(?:{any_of(list(made))})(?![\w-])", view):
            yield Link(*found.span(), made[found.group()], 0.6, "unknown")


def _is_name(before: str) -> bool:
    """No opener of a sentence (`The AI`), and nothing that is known by itself (`Google Research`)."""
    return all(
        word.casefold() not in _openers() and names.resolve(word) is None for word in re.split(r"[ -]", before) if word
    )
