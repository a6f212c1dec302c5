"""Articles, who they lean on, their claims -> which share one origin, and how many independent ones a figure has."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
import numpy.typing as npt
from datasketch import MinHash, MinHashLSH

from extractor import addresses
from extractor.check import explain
from extractor.check.bench import Bench
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.knobs import houses
from extractor.models import Article, Check, Claim, SourceRef

_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"[\W_]+")
_FACTOR = np.uint32(0x01000193)
_LEANS = ("attributed", "original", "quoted", "listed")


class Union:
    """Sets that grow together; each is known by its smallest member."""

    def __init__(self, items: Iterable[str]) -> None:
        self._parent = {item: item for item in items}

    def find(self, item: str) -> str:
        """The smallest member of the set of an item."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, a: str, b: str) -> None:
        """Make two sets one."""
        small, large = sorted((self.find(a), self.find(b)))
        self._parent[large] = small


@dataclass(frozen=True)
class Chains:
    """What is known of where figures come from."""

    copies: dict[str, str]
    """Article -> smallest id among the articles that share its text or link to it."""
    leans: dict[str, frozenset[str]]
    """Claim -> primary sources that it names, or its article does for it."""

    def count(self, claims: Sequence[Claim]) -> int:
        """Independent origins behind some claims: they share one where text, links or a primary source join them.

        An article that names no source may pass on any of the others: beside a named source it counts for nothing.
        """
        groups = {self.copies.get(c.article_id, c.article_id) for c in claims}
        names = {name for c in claims for name in self.leans.get(c.id, ())}
        union = Union([*groups, *(f"source {name}" for name in names)])
        for claim in claims:
            for name in self.leans.get(claim.id, ()):
                union.join(self.copies.get(claim.article_id, claim.article_id), f"source {name}")
        named = {union.find(f"source {name}") for name in names}
        return len(named or {union.find(group) for group in groups})


def chains(articles: Sequence[Article], sources: Sequence[SourceRef], claims: Sequence[Claim]) -> Chains:
    """Where articles and claims come from."""
    return Chains(_copies(articles, sources), _leans(articles, sources, claims))


def origins(articles: Sequence[Article], sources: Sequence[SourceRef], claims: Sequence[Claim]) -> dict[str, str]:
    """Article id -> origin id, the smallest article id of all that share an origin.

    Articles share one where their texts are near-duplicates, one links to the other, or both lead with one primary
    source that stands behind a fair part of their figures (aggregators never count as primary).
    """
    return heads(articles, claims, chains(articles, sources, claims))


def heads(articles: Sequence[Article], claims: Sequence[Claim], found: Chains) -> dict[str, str]:
    """The same, where the chains are known."""
    union = Union(found.copies)
    for article, other in found.copies.items():
        union.join(article, other)
    mains = _main_sources(articles, claims, found.leans)
    first: dict[str, str] = {}
    for article in sorted(mains):
        union.join(article, first.setdefault(mains[article], article))
    return {article: union.find(article) for article in sorted(found.copies)}


def checks(bench: Bench, found: Chains) -> Iterator[Check]:
    """One notice for each text that several articles print."""
    groups: dict[str, list[str]] = defaultdict(list)
    for article, head in sorted(found.copies.items()):
        groups[head].append(article)
    for head, members in sorted(groups.items()):
        if len(members) > 1:
            paths = explain.listed(sorted(bench.articles[m].path for m in members)[:6])
            yield explain.check(
                Finding(
                    kind="lineage",
                    verdict="derived",
                    title=f"{len(members)} articles, one origin",
                    text=f"{paths} share their text, or one links to the other: they count as one origin.",
                    formula="shared text or link",
                    claims=(),
                    severity="notice",
                    origins=1,
                    detail=head,
                )
            )


# ---------------------------------------------------------------- names


def canonical(name: str) -> str:
    """One name for a publisher or source under any of its names or addresses."""
    names, domains = _directory()
    key = _PLAIN.sub("", name.casefold())
    return names.get(key) or domains.get(site(name)) or key


def aggregator(name: str) -> bool:
    """Whether a canonical name only passes on what others publish."""
    return name in _aggregators()


def site(address: str) -> str:
    """The registrable part of an address that the rules know, else its host without `www.`."""
    host = addresses.host(address if "//" in address else f"//{address}")
    parts = host.split(".")
    known = _directory()[1]
    for start in range(len(parts) - 1):
        tail = ".".join(parts[start:])
        if tail in known or tail in _shared():
            return tail
    return host


@functools.cache
def _directory() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    for entry in houses().publishers:
        for name in (entry.name, *entry.names):
            names[_PLAIN.sub("", name.casefold())] = entry.name
        domains.update(dict.fromkeys(entry.domains, entry.name))
    return names, domains


@functools.cache
def _aggregators() -> frozenset[str]:
    return frozenset(entry.name for entry in houses().publishers if entry.aggregator)


@functools.cache
def _shared() -> frozenset[str]:
    return frozenset(domain for entry in houses().shared_domains for domain in entry.domains)


# ---------------------------------------------------------------- copies


def _copies(articles: Sequence[Article], sources: Sequence[SourceRef]) -> dict[str, str]:
    union = Union(a.id for a in articles)
    for a, b in [*_same_text(articles), *_linked(articles, sources)]:
        union.join(a, b)
    return {a.id: union.find(a.id) for a in articles}


def _same_text(articles: Sequence[Article]) -> Iterator[tuple[str, str]]:
    rules = houses().copies
    index = MinHashLSH(threshold=rules.alike, num_perm=rules.permutations)
    empty = MinHash(num_perm=rules.permutations, hashfunc=int)
    by_hash: dict[str, str] = {}
    sketches: dict[str, MinHash] = {}
    for article in sorted(articles, key=lambda a: a.id):
        if article.sha256 in by_hash:
            yield article.id, by_hash[article.sha256]
            continue
        by_hash[article.sha256] = article.id
        shingles = _shingles(article.text)
        if len(shingles) < rules.least:
            continue
        sketch = empty.copy()
        sketch.update_batch(shingles.tolist())
        for other in sorted(index.query(sketch)):
            if sketch.jaccard(sketches[other]) >= rules.alike:
                yield article.id, other
        sketches[article.id] = sketch
        index.insert(article.id, sketch)


def _shingles(text: str) -> npt.NDArray[np.uint32]:
    """Hashes of all runs of so many words, each once; datasketch mixes them before they are used."""
    words = np.fromiter(map(crc32, map(str.encode, _WORD.findall(text.casefold()))), np.uint32)
    size = houses().copies.words
    found = np.zeros(max(0, len(words) - size + 1), np.uint32)
    for offset in range(size):
        found = found * _FACTOR + words[offset : offset + len(found)]
    return np.unique(found)


def _linked(articles: Sequence[Article], sources: Sequence[SourceRef]) -> Iterator[tuple[str, str]]:
    """An article that links to another one of the corpus passes its figures on."""
    by_url = {_address(a.url): a.id for a in sorted(articles, key=lambda a: a.id, reverse=True) if a.url}
    known = {a.id for a in articles}
    pairs = [(s.article_id, s.url) for s in sources if s.url and s.article_id in known]
    pairs += [(a.id, link.url) for a in articles for link in a.links]
    for article, url in pairs:
        target = by_url.get(_address(url))
        if target and target != article:
            yield article, target


def _address(url: str) -> str:
    host = addresses.host(url)
    return f"{host}{urlsplit(url).path.rstrip('/')}" if host else ""


# ---------------------------------------------------------------- leaning


def _leans(
    articles: Sequence[Article], sources: Sequence[SourceRef], claims: Sequence[Claim]
) -> dict[str, frozenset[str]]:
    """Primary sources of each claim: its own attribution, its own references, its platform; else its article's."""
    own: dict[str, set[str]] = defaultdict(set)
    shared: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        if source.relation in _LEANS:
            (own[source.claim_id] if source.claim_id else shared[source.article_id]).update(_primary(source.name))
    found: dict[str, frozenset[str]] = {}
    for claim in claims:
        names = own[claim.id] | {n for name in (claim.attributed_to, *claim.scope) if name for n in _primary(name)}
        found[claim.id] = frozenset(names or shared[claim.article_id])
    return found


def _main_sources(
    articles: Sequence[Article], claims: Sequence[Claim], leans: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """The source that an article leads with, where it stands behind enough of its sourced figures."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    sourced: Counter[str] = Counter()
    lead: dict[str, str] = {}
    for claim in sorted(claims, key=lambda c: (c.article_id, c.start, c.end, c.id)):
        tally[claim.article_id].update(leans[claim.id])
        sourced[claim.article_id] += bool(leans[claim.id])
        for name in sorted(leans[claim.id]):
            lead.setdefault(claim.article_id, name)
    known = {a.id for a in articles}
    enough = Fraction(houses().lead_share)
    return {a: name for a, name in lead.items() if a in known and tally[a][name] >= enough * sourced[a]}


@functools.lru_cache(maxsize=1 << 12)
def _primary(name: str) -> tuple[str, ...]:
    if site(name) in _shared():
        return ()
    known = canonical(name)
    return (known,) if known and not aggregator(known) else ()
