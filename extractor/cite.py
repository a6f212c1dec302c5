"""Article and its claims -> the sources it leans on: lists of links, `Original source: ...`, who each claim credits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor import addresses, layout
from extractor.models import Article, Block, Claim, SourceRef

_SITE = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z]{2,}")
_ORIGINAL = re.compile(
    r"\b(?:original(?:ly published(?: by| at| on)?| source)?|source|via|first published by|syndicated from)\b"
    r"\s*[:：]?\s*(?P<name>[^\n↗|]{2,60})",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s)>\]\"']+")


def sources(article: Article, claims: Sequence[Claim]) -> list[SourceRef]:
    """Sources of one article, each once, in the order of the text; `claim_id` is set where one claim is credited."""
    found = [*_of_article(article), *_of_claims(article, claims)]
    return list(dict.fromkeys(found))


def domain(url: str) -> str | None:
    """Host of an address without `www.`; None where it has none."""
    return addresses.host(url) or None


def _of_article(article: Article) -> Iterator[SourceRef]:
    for block in article.blocks:
        if block.furniture == "sources":
            yield from _listed(article, block)
        elif block.furniture == "source":
            hit = _ORIGINAL.search(layout.view(article.text[block.start : block.end]))
            if hit:
                yield SourceRef(article_id=article.id, name=hit["name"].strip(" .:"), relation="original")


def _listed(article: Article, block: Block) -> Iterator[SourceRef]:
    """A line of a source list: its words name the source, its address gives the domain."""
    text = article.text[block.start : block.end]
    urls = _URL.findall(text) + [link.url for link in article.links if block.start <= link.start < block.end]
    name = _URL.sub("", layout.view(text)).strip(" :-–—•()[]\n\t")
    for url in dict.fromkeys(urls):
        yield SourceRef(
            article_id=article.id, name=name or domain(url) or url, url=url, domain=domain(url), relation="listed"
        )
    if not urls and name:
        yield SourceRef(article_id=article.id, name=name, relation="listed")


def _of_claims(article: Article, claims: Sequence[Claim]) -> Iterator[SourceRef]:
    for claim in claims:
        name = claim.attributed_to
        if not name:
            continue
        site = name if _SITE.fullmatch(name) else None
        relation = "linked" if site else ("attributed" if claim.modality == "attributed" else "quoted")
        yield SourceRef(article_id=article.id, claim_id=claim.id, name=name, domain=site, relation=relation)  # type: ignore[arg-type]
