"""Articles of another database -> extractions that can be written into this one, under paths that are still free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, groupby, islice

from extractor import ids
from extractor.models import Article, Claim, Extraction
from extractor.store.reading import Fingerprint, Reader, Root

TOGETHER = 100
"""Articles of one transaction."""


def incoming(other: Reader, name: str, present: Mapping[str, str]) -> Iterator[tuple[Fingerprint, Extraction]]:
    """What the other database holds and this one does not, with what each article was read with.

    `present` are this one's paths with the sha256 of their text. The same path with the same text is one article.
    With another text it is another article: it is filed under `name/path`, and its ids follow.
    """
    for each in other.extractions():
        path, sha256 = each.article.path, each.article.sha256
        places = chain([path, f"{name}/{path}"], (f"{name}-{number}/{path}" for number in count(2)))
        free = next(place for place in places if present.get(place, sha256) == sha256)
        made_with = other.known(each.article.id)
        if made_with and free not in present:
            yield made_with, each if free == path else renamed(each, free)


def batches(found: Iterable[tuple[Fingerprint, Extraction]]) -> Iterator[tuple[Fingerprint, list[Extraction]]]:
    """The same, some articles together; of each batch the version, rules and catalog that all of it was read with."""
    for made_with, alike in groupby(found, key=lambda each: replace(each[0], sha256="")):
        while batch := [extraction for _, extraction in islice(alike, TOGETHER)]:
            yield made_with, batch


def renumbered(theirs: Mapping[int, Root], ours: Mapping[int, Root]) -> dict[int, int]:
    """The numbers here of the other's roots: ours where the place is the same, else the next ones."""
    at = {root.place: number for number, root in ours.items() if root.place}
    new = count(1 + max(ours, default=0))
    found: dict[int, int] = {}
    for number, root in sorted(theirs.items()):
        if root.place is None and ours.get(number, root).place is None:
            found[number] = number
        else:
            found[number] = at.get(root.place or "") or next(new)
    return found


def rooted(extraction: Extraction, numbers: Mapping[int, int]) -> Extraction:
    """The same article with the number that its root has here."""
    number = numbers.get(extraction.article.root, extraction.article.root)
    issues = tuple(issue.model_copy(update={"root": number}) for issue in extraction.issues)
    article = extraction.article.model_copy(update={"root": number})
    return extraction.model_copy(update={"article": article, "issues": issues})


def moved(extraction: Extraction, article: Article) -> Extraction:
    """What was found in an article, under the path and the root that the article is known by."""
    if article.path != extraction.article.path:
        extraction = renamed(extraction, article.path)
    if article.root != extraction.article.root:
        extraction = rooted(extraction, {extraction.article.root: article.root})
    return extraction


def renamed(extraction: Extraction, path: str) -> Extraction:
    """The same article at another path, with all ids that derive from it."""
    article = extraction.article.model_copy(update={"path": path, "id": ids.article_id(path)})
    claims = tuple(_moved(extraction, article.id))
    new_id = {old.id: new.id for old, new in zip(extraction.claims, claims, strict=True)}
    sources = (
        ref.model_copy(update={"article_id": article.id, "claim_id": new_id.get(ref.claim_id or "")})
        for ref in extraction.sources
    )
    issues = (issue.model_copy(update={"path": path}) for issue in extraction.issues)
    update = {"article": article, "claims": claims, "sources": tuple(sources), "issues": tuple(issues)}
    return extraction.model_copy(update=update)


def _moved(extraction: Extraction, article_id: str) -> Iterator[Claim]:
    counts: Counter[tuple[int, int, str]] = Counter()
    for claim in extraction.claims:
        place = (claim.start, claim.end, claim.measure)
        made = ids.claim_id(article_id, extraction.article.sha256, *place, counts[place])
        counts[place] += 1
        yield claim.model_copy(update={"id": made, "article_id": article_id})
