"""Paths and a store -> the whole river: read, extract (on several processes), store, check. One process writes.

What a worker does and what the single process does is one function, `extract`; engines only differ in where it runs.
"""

from __future__ import annotations

import functools
import gc
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from extractor import __version__, catalog, cite, clean, engines, nlp, rules, shards, state
from extractor.engines.cluster import cluster
from extractor.engines.processes import processes
from extractor.errors import ExtractorError
from extractor.ids import article_id, claim_id
from extractor.limits import TookTooLong, within
from extractor.models import Article, Check, Claim, Entity, Extraction, Issue, Mention, Skip
from extractor.places import Places
from extractor.store import Fingerprint, Store
from extractor.store.merging import moved

T = TypeVar("T")
R = TypeVar("R")
BATCH = 60_000
"""Characters of files that go to a worker, and into the store, at once."""
EACH = 500
"""Characters that an article counts for beside its own: many small ones are no small batch."""
FEW = 6
"""Batches that are done in this process: starting others would take longer."""
PATIENCE = 120.0
"""Seconds that an article may take, and a second more for each SLOWEST characters."""
SLOWEST = 2_000
LANGUAGES = frozenset({"en"})
"""Languages that a pack of rules exists for."""


@dataclass(slots=True)
class Summary:
    """What a run did; `claims` counts the new ones, `checks` all checks by verdict."""

    read: int = 0
    skipped: int = 0
    claims: int = 0
    pruned: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    """Of everything that was tried, also what an earlier run had recorded and nothing has changed since."""


Progress = Callable[[str, int], None]
"""Called with the number of `files`, then with what happened (`found`, `done`, `checking`) to how many articles."""


@functools.cache
def language() -> Language:
    """The pipeline of this process, warm.

    What it holds stays for good: the garbage collector need not look through it again at each article (15 % of the
    time otherwise).
    """
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
    doc = state.bare(pipe.vocab, article.text)
    state.put(doc, "blocks", article.blocks)
    state.put(doc, "links", article.links)
    doc.user_data[state.KEY]["published"] = article.published
    return doc


def _collected(article: Article, doc: Doc) -> Extraction:
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


Result = Extraction | Article | Issue
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
    return article if isinstance(article, Issue) or article.sha256 in item.held else safely(article)


def lost(item: Work, why: str) -> Issue:
    """What stands in for an article that ended or stalled its worker."""
    return _left_out(item.raw.item.path, why)


def patience(item: Work) -> float:
    """The seconds that an article may take."""
    return PATIENCE + _size(item) / SLOWEST


def _left_out(path: str, why: str) -> Issue:
    return Issue(path=path, stage="extract", error="failed", message=f"{why}; the article is left out")


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def identity() -> str:
    """Version of the code, the rules and the catalog of this machine."""
    return f"extractor {__version__}, rules {rules.digest()[:12]}, catalog {catalog.version()}"


JOB = engines.Job(task=work, lost=lost, patience=patience, warm=language, identity=identity)


@dataclass(frozen=True)
class Crew:
    """Who works: so many processes of this machine, or a Dask cluster, of this machine where no scheduler is named."""

    workers: int = 1
    dask: bool = False
    scheduler: str | None = None


def extractions(paths: Sequence[Path], published: str | None = None) -> Iterator[Extraction | Issue]:
    """Read paths and extract in this process, one article after another."""
    for item in clean.articles(paths, published=published):
        yield item if isinstance(item, Issue) else safely(item)


def examine(paths: Sequence[Path]) -> tuple[list[Extraction], list[Check]]:
    """Extractions of all articles and the checks over them, in memory: what `evaluate` scores."""
    found = [item for item in extractions(paths) if isinstance(item, Extraction)]
    with Store(":memory:") as store:
        return found, settle(found, store)


def settle(found: Sequence[Extraction], store: Store) -> list[Check]:
    """Store extractions and check all that is stored then."""
    store.write(found, store.start_run(__version__, rules.digest(), catalog.version()))
    return _checked(store)


def fingerprint(sha256: str) -> Fingerprint:
    """What an article of that text would be read with now."""
    return Fingerprint(
        sha256=sha256, rules_sha256=rules.digest(), catalog_version=catalog.version(), version=__version__
    )


def run(
    paths: Sequence[Path],
    store: Store,
    *,
    crew: Crew = Crew(),
    published: str | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Read paths into a store and check it. Interrupted, it leaves a valid store that the next run completes.

    `prune` drops articles of these paths that are not there any more, and none of other folders; it raises
    ExtractorError where a path is missing, as everything that was read from there would go.
    """
    missing = [path for path in paths if not path.exists()]
    if prune and missing:
        raise ExtractorError(f"{missing[0]}: not found; --prune would drop all articles read from there")
    summary = Summary()
    store.reserve()
    places = Places(store, paths)
    reading = _Reading(store, summary, places, progress or _nothing)
    number = store.start_run(__version__, rules.digest(), catalog.version(), places.roots)
    reading.tell("files", clean.count(paths))
    pieces = reading.pieces(clean.raw(paths, published=published))
    with closing(_done(pieces, crew)) as batches:  # whatever ends the run ends the workers
        for done in batches:
            found = [each for item, result in done if (each := reading.settled(item, result))]
            store.write(found, number)
            reading.note(found)
    tried = {*reading.tried, *(path.rpartition("#")[0] or path for path in reading.tried)}
    store.write_issues(reading.unread, tried, reading.articles)
    if prune:
        summary.pruned = store.prune(reading.tried, places.covers)
    reading.tell("checking", 0)
    summary.checks = recheck(store)
    summary.issues = [issue for issue in store.issues() if issue.path in reading.tried]
    store.finish_run(number)
    return summary


class Part(NamedTuple):
    """Articles whose results one worker writes into one file."""

    folder: Path
    number: int
    works: list[Work]


class Wrote(NamedTuple):
    """What a file holds: articles, claims, and what could not be read. None of it where no file was written."""

    articles: int
    claims: int
    issues: list[Issue]


def write_part(part: Part) -> Wrote:
    """What a worker does where it writes itself."""
    found = [item for item in map(work, part.works) if not isinstance(item, Article)]
    shards.write(part.folder, part.number, found)
    read = [item for item in found if isinstance(item, Extraction)]
    return Wrote(len(read), sum(len(item.claims) for item in read), [i for i in found if isinstance(i, Issue)])


def _no_part(part: Part, why: str) -> Wrote:
    """A part that ended or stalled its worker; of a single article, the issue that says so."""
    return Wrote(0, 0, [lost(part.works[0], why)] if len(part.works) == 1 else [])


def _patience_of_part(part: Part) -> float:
    return sum(map(patience, part.works))


def shard(
    paths: Sequence[Path], folder: Path, *, crew: Crew, published: str | None = None, progress: Progress | None = None
) -> Summary:
    """Read paths into a folder of Parquet files that the workers write. Nothing is checked: `shards.load` comes first.

    Raises ExtractorError for paths of more than one folder, or a folder that holds something.
    """
    roots = {root for path in paths if (root := clean.root_of(path)) is not None}
    if len(roots) != 1:
        raise ExtractorError("--output takes the articles of one folder; give each a run and a folder of its own")
    made_with = {
        "version": __version__, "rules_sha256": rules.digest(), "catalog_version": catalog.version(),
        "place": str(next(iter(roots))),
    }  # fmt: skip
    shards.begin(folder, made_with)
    summary, tell = Summary(), progress or _nothing
    tell("files", clean.count(paths))
    numbers = count()
    whole = (Part(folder, next(numbers), works) for works in _batches(map(Work, clean.raw(paths, published=published))))
    failed = list(_written(whole, crew, summary, tell))
    alone = (Part(folder, next(numbers), [item]) for part in failed for item in part.works)
    for part in _written(alone, crew, summary, tell):
        shards.write(folder, part.number, summary.issues[-1:])
    shards.finish(folder, made_with | {"finished": "yes"})
    return summary


def _written(parts: Iterable[Part], crew: Crew, summary: Summary, tell: Progress) -> Iterator[Part]:
    """Counts what workers wrote; gives the parts that they could not write."""
    job = engines.Job(write_part, _no_part, _patience_of_part, language, identity)
    with closing(_worked(job, ([part] for part in parts), crew)) as batches:
        for part, wrote in chain.from_iterable(batches):
            summary.read += wrote.articles
            summary.claims += wrote.claims
            summary.issues += wrote.issues
            tell("done", wrote.articles)
            if not shards.holds(part.folder, part.number):
                yield part


def recheck(store: Store) -> Counter[str]:
    """Check all that a store holds, again; how many checks came to each verdict."""
    return Counter(found.verdict for found in _checked(store))


def _checked(store: Store) -> list[Check]:
    from extractor import check  # brings much of scipy along, which workers can do without

    store.reserve()
    corpus = store.corpus()
    models = [entity.id for entity in corpus.entities if entity.kind == "model"]
    store.write_listings(listing for model in models for listing in catalog.listings(model))
    corpus = corpus.model_copy(update={"listings": tuple(store.listings())})
    found = check.examine(corpus)
    store.write_checks(*found)
    return found.checks


def _nothing(what: str, count: int) -> None:
    """Progress that nobody looks at."""


@dataclass(slots=True)
class _Reading:
    """What a run has come by so far: the paths tried, what could not be read, what was counted."""

    store: Store
    summary: Summary
    places: Places
    tell: Progress
    tried: dict[str, None] = field(default_factory=dict)
    articles: set[str] = field(default_factory=set)
    unread: list[Issue] = field(default_factory=list)

    def pieces(self, found: Iterable[clean.Raw]) -> Iterator[Work]:
        """What was found, with what is held of it."""
        for raw in found:
            self.tell("found", 1)
            yield Work(raw, frozenset(self._held(raw)))

    def _held(self, raw: clean.Raw) -> Iterator[str]:
        label = raw.root.name if raw.root else ""
        for path in islice(clean.names(raw.item.path, label), 2):
            known = self.store.known(article_id(path))
            if known is not None and known == fingerprint(known.sha256):
                yield known.sha256

    def settled(self, item: Work, result: Result) -> Extraction | None:
        """A result under the path by which its article is known; None where there is nothing to store."""
        found = item.raw.found(result.article if isinstance(result, Extraction) else result)
        known_as = self.places.settled(found)
        self.tried[known_as.path] = None
        if isinstance(known_as, Issue):
            self.unread.append(known_as)
            self.tell("done", 1)
            return None
        self.articles.add(known_as.path)
        if self.store.known(known_as.id) == fingerprint(known_as.sha256):
            self.summary.skipped += 1
            self.tell("done", 1)
            return None
        return moved(result, known_as) if isinstance(result, Extraction) else safely(known_as)

    def note(self, done: Sequence[Extraction]) -> None:
        """Count what was stored."""
        self.summary.read += len(done)
        self.summary.claims += sum(len(each.claims) for each in done)
        self.tell("done", len(done))


def _size(item: Work) -> int:
    return 0 if isinstance(item.raw.item, Issue) else len(item.raw.item.data)


def _batches(pieces: Iterable[Work]) -> Iterator[list[Work]]:
    batch: list[Work] = []
    size = 0
    for item in pieces:
        batch.append(item)
        size += _size(item) + EACH
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _done(pieces: Iterable[Work], crew: Crew) -> Generator[engines.Done[Work, Result]]:
    """Batches of results, in order; a few are worked out here, more by processes or a cluster."""
    with closing(_worked(JOB, _batches(pieces), crew)) as results:
        yield from results


def _worked(job: engines.Job[T, R], batches: Iterator[list[T]], crew: Crew) -> Generator[engines.Done[T, R]]:
    if crew.dask:
        with closing(cluster(job, batches, crew.scheduler, crew.workers)) as results:
            yield from results
        return
    first = list(islice(batches, FEW + 1)) if crew.workers > 1 else []
    if len(first) <= FEW:
        yield from engines.here(job, chain(first, batches))
        return
    with closing(processes(job, chain(first, batches), crew.workers)) as results:
        yield from results
