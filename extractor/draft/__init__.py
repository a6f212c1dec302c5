"""A draft and a store -> its numbers held against what the store knows, and its own arithmetic; nothing is stored.

The checks are those of a run, over the draft together with every claim about the things that it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor import catalog, check
from extractor.check import bench as benches
from extractor.draft.held import Held, hold
from extractor.models import Check, Claim, Corpus, Extraction, Skip
from extractor.store import Reader, merging

__all__ = ["Draft", "Finding", "Held", "compare"]

NAME = "draft:"
"""Before the path of a draft, so that it is no version of an article that is stored under that path."""
_WORST = ("inconsistent", "consistent_by_rounding", "not_comparable", "undetermined", "derived", "consistent")


@dataclass(frozen=True)
class Finding:
    """A piece of arithmetic that needs a number of the draft."""

    kind: str
    verdict: str
    title: str
    explanation: str
    formula: str
    within: bool
    """Whether it needs nothing but the draft."""
    numbers: tuple[tuple[int, int], ...]
    """Start and end of the draft's numbers in it."""


@dataclass(frozen=True)
class Draft:
    """All numbers of a draft in order of its text, and the arithmetic between them and with the database."""

    path: str
    title: str | None
    numbers: tuple[Held, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    """Numbers that are no claim, with the reason: nothing could be held against them."""
    stored: tuple[str, ...]
    """Paths under which this very text is in the database; these articles were left out."""

    @property
    def faulty(self) -> bool:
        """Whether something speaks against it."""
        status = {"contradicts", "disputed", "outdated"}
        return any(each.status in status for each in self.numbers) or any(
            each.verdict == "inconsistent" for each in self.findings
        )


def compare(store: Reader, extraction: Extraction) -> Draft:
    """Hold a draft against a store; the store is only read."""
    draft = merging.renamed(extraction, NAME + extraction.article.path)
    corpus = store.corpus_about(*_spoken_of(draft.claims))
    same = {article.id: article.path for article in corpus.articles if article.sha256 == draft.article.sha256}
    whole = _joined(draft, corpus, same.keys())
    checks = check.run(whole)
    bench = benches.build(whole)
    ours = {claim.id: claim for claim in draft.claims}
    return Draft(
        path=extraction.article.path,
        title=draft.article.title,
        numbers=tuple(hold(bench, claim, checks, ours.keys()) for claim in draft.claims),
        findings=tuple(_findings(checks, ours)),
        skipped=draft.skipped,
        stored=tuple(sorted(same.values())),
    )


def _spoken_of(claims: Iterable[Claim]) -> tuple[list[str], list[str]]:
    """Ids of the things that claims are about, and names of those without an id."""
    given = list(claims)
    ids = {each for claim in given for each in (*claim.subject_ids, *claim.counterpart_ids)}
    return sorted(ids), sorted({"; ".join(claim.subject) for claim in given if claim.subject and not claim.subject_ids})


def _joined(draft: Extraction, corpus: Corpus, without: Iterable[str]) -> Corpus:
    """The stored claims and the draft's, as one corpus; the store's word for an entity goes first."""
    gone = set(without)
    known = {entity.id for entity in corpus.entities}
    listed = {listing.entity_id for listing in corpus.listings}
    models = sorted({entity.id for entity in draft.entities if entity.kind == "model"} - listed)
    return corpus.model_copy(
        update={
            "articles": (*(each for each in corpus.articles if each.id not in gone), draft.article),
            "claims": (*(each for each in corpus.claims if each.article_id not in gone), *draft.claims),
            "entities": (*corpus.entities, *(each for each in draft.entities if each.id not in known)),
            "sources": (*(each for each in corpus.sources if each.article_id not in gone), *draft.sources),
            "listings": (*corpus.listings, *(each for model in models for each in catalog.listings(model))),
        }
    )


def _findings(checks: Sequence[Check], ours: dict[str, Claim]) -> Iterable[Finding]:
    """Checks that need a number of the draft, but for those that only say who else gives it: articles, lists."""
    for each in sorted(checks, key=lambda one: (_WORST.index(one.verdict), one.kind, one.id)):
        used = [ours[link.claim_id] for link in each.claims if link.claim_id in ours]
        within = len(used) == len(each.claims)
        told = each.kind in ("agreement", "corroboration", "scale_slip", "drift", "lineage") and not within
        if used and not told and each.kind != "catalog":
            places = tuple((claim.start, claim.end) for claim in used)
            yield Finding(each.kind, each.verdict, each.title, each.explanation, each.formula, within, places)
