"""A piece of work -> what came of it: all that a worker process does, here or on another machine.

Nothing heavy is imported before it is needed: the process that hands out work and writes never needs a language model,
nor the half second that one takes to load.
"""

from __future__ import annotations

import functools
import gc
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from extractor import __version__, catalog, cite, clean, engines, rules
from extractor.ids import claim_id
from extractor.limits import TookTooLong, within
from extractor.models import Article, Claim, Entity, Extraction, Issue, Mention, Skip
from extractor.store import Laid, merging
from extractor.store.laid import lay

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PATIENCE = 120.0
"""Seconds that an article may take, and a second more for each SLOWEST characters."""
SLOWEST = 2_000
LANGUAGES = frozenset({"en"})
"""Languages that a pack of rules exists for."""


@functools.cache
def language() -> Language:
    """The pipeline of this process, warm.

    What it holds stays for good: the garbage collector need not look through it again at each article (15 % of the
    time otherwise).
    """
    from extractor import nlp, state

    pipe = nlp.load()
    pipe(state.bare(pipe.vocab, "A 1M-token model of 2026."))
    gc.collect()
    gc.freeze()
    return pipe


def extract(article: Article) -> Extraction:
    """All that the stages find in one article."""
    if article.language is not None and article.language not in LANGUAGES:
        message = f"language {article.language!r} has no rules yet; stored without claims"
        return _without_claims(article, "language", "unsupported language", message)
    pipe = language()
    with pipe.memory_zone():  # the string store forgets the words of one article before the next
        return _collected(article, pipe(prepared(pipe, article)))


def prepared(pipe: Language, article: Article) -> Doc:
    """A Doc that carries what reading the article has found: blocks, links, date."""
    from extractor import state

    doc = state.bare(pipe.vocab, article.text)
    state.put(doc, "blocks", article.blocks)
    state.put(doc, "links", article.links)
    doc.user_data[state.KEY]["published"] = article.published
    return doc


def _collected(article: Article, doc: Doc) -> Extraction:
    from extractor import state

    claims = _numbered(article, state.get(doc, "claims", Claim))
    return Extraction(
        article=article,
        claims=tuple(claims),
        entities=tuple(state.get(doc, "entities", Entity)),
        mentions=tuple(state.get(doc, "mentions", Mention)),
        sources=tuple(cite.sources(article, claims)),
        skipped=tuple(state.get(doc, "skipped", Skip)),
    )


def _numbered(article: Article, claims: Sequence[Claim]) -> list[Claim]:
    """Claims with their article and their ids, which derive from text, place and measure, never from the rule."""
    counts: Counter[tuple[int, int, str]] = Counter()
    numbered = []
    for claim in claims:
        place = (claim.start, claim.end, claim.measure)
        name = claim_id(article.id, article.sha256, *place, counts[place])
        counts[place] += 1
        numbered.append(claim.model_copy(update={"id": name, "article_id": article.id}))
    return numbered


def safely(article: Article) -> Extraction:
    """`extract`, with a fault of ours in one article recorded as its issue instead of ending the batch."""
    try:
        with within(PATIENCE + len(article.text) / SLOWEST):
            return extract(article)
    except TookTooLong as error:
        message = f"{error}; the article is stored without claims; split it where it holds many, or lists of numbers"
        return _without_claims(article, "extract", "failed", message)
    except Exception as error:  # one article must never take the others with it
        message = f"{_told(error)}; the article is stored without claims"
        return _without_claims(article, "extract", "failed", message)


def _without_claims(article: Article, stage: str, error: str, message: str) -> Extraction:
    issue = Issue(path=article.path, stage=stage, error=error, message=message, root=article.root)
    return Extraction(article=article, issues=(issue,))


class Work(NamedTuple):
    """One article to be read, on whatever machine: what its file holds, and what is stored of it already."""

    raw: clean.Raw
    held: frozenset[str] = frozenset()
    """sha256 of the texts under its name that were read as they would be now."""
    root: int | None = None
    """Number of its root, where its path is certain before it is read: then its rows are made by the worker."""


Result = Extraction | Laid | Article | Issue
"""What came of a piece of work; an Article is one that is held already and so was not gone through again."""


def work(item: Work) -> Result:
    """What a worker does: read, and go through what is not held already. Nothing in an article makes it fail."""
    piece = item.raw.item
    if isinstance(piece, Issue):
        return piece
    try:
        article = clean.read(piece)
    except Exception as error:  # one article must never take the others with it
        return _left_out(piece.path, _told(error))
    if isinstance(article, Issue) or article.sha256 in item.held:
        return article
    found = safely(article)
    return found if item.root is None else lay(merging.rooted(found, {article.root: item.root}))


def lost(item: Work, why: str) -> Issue:
    """What stands in for an article that ended or stalled its worker."""
    return _left_out(item.raw.item.path, why)


def patience(item: Work) -> float:
    """The seconds that an article may take."""
    return PATIENCE + size(item) / SLOWEST


def _left_out(path: str, why: str) -> Issue:
    return Issue(path=path, stage="extract", error="failed", message=f"{why}; the article is left out")


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def identity() -> str:
    """Version of the code, the rules and the catalog of this machine."""
    return f"extractor {__version__}, rules {rules.digest()[:12]}, catalog {catalog.version()}"


READY = "extractor.ready"
JOB = engines.Job(task=work, lost=lost, patience=patience, warm=language, identity=identity, ready=READY)


def size(item: Work) -> int:
    """Bytes of what its file holds."""
    return 0 if isinstance(item.raw.item, Issue) else len(item.raw.item.data)
