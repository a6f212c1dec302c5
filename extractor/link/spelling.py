"""Words of an article and what it names in full -> links for misspelt names (`Antropic`), one letter off and no more.

Only names that the same article spells right elsewhere are considered: fuzzy matching against all names is wrong more
often than right. Digits are never forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from extractor import names
from extractor.link.resolve import Link
from extractor.spots import spots

_WORD = re.compile(r"(?<![\w@#./-])[A-Z][A-Za-z]{5,}(?![\w-])")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;\n]\s{0,3}|[-*•]\s)$")


def find(view: str, links: list[Link]) -> Iterator[Link]:
    """Links of score 0.55 for capitalised words inside sentences that no other link holds."""
    right = _spelt_right(view, links)
    alike = _alike(view, right)
    taken = {start for k in links for start in range(k.start, k.end)} if alike else set()
    for found in alike:
        word = found.group()
        near = right[word[0], word[-1]]
        if found.start() in taken:
            continue
        meant = [k for spelt, k in near if OSA.distance(word.casefold(), spelt.casefold(), score_cutoff=1) == 1]
        if meant and not _SENTENCE_OPENS.search(view, max(0, found.start() - 4), found.start()):
            yield Link(found.start(), found.end(), meant[0].entity, 0.55, "fuzzy")


def _alike(view: str, right: dict[tuple[str, str], list[tuple[str, Link]]]) -> list[re.Match[str]]:
    """Words that begin and end as one of the names, and that open no name themselves; in order."""
    known, written = names.index().first_words, spots(view).written if right else {}
    like = (word for word in written if (word[0], word[-1]) in right and word.casefold() not in known)
    found = (_WORD.match(view, place) for word in like if _WORD.fullmatch(word) for place in written[word])
    return sorted(filter(None, found), key=lambda match: match.start())


def _spelt_right(view: str, links: list[Link]) -> dict[tuple[str, str], list[tuple[str, Link]]]:
    """One-word names of the article by first and last letter, which a misspelling keeps."""
    found: dict[tuple[str, str], list[tuple[str, Link]]] = {}
    seen: set[str] = set()
    for k in links:
        surface = view[k.start : k.end]
        if k.method == "alias" and k.score > 0.9 and surface not in seen and _WORD.fullmatch(surface):
            seen.add(surface)
            found.setdefault((surface[0], surface[-1]), []).append((surface, k))
    return found
