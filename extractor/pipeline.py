"""Paths and a store -> the whole river: read, extract (on several processes), store, check. One process writes.

What a worker does and what the single process does is one function, `worker.work`; engines only differ in where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from extractor import __version__, catalog, clean, engines, rules, shards
from extractor.engines.cluster import cluster
from extractor.engines.copies import Copies
from extractor.engines.processes import processes
from extractor.errors import ExtractorError
from extractor.ids import article_id
from extractor.models import Check, Extraction, Issue
from extractor.places import Places
from extractor.store import Fingerprint, Laid, Store
from extractor.store.merging import moved
from extractor.worker import JOB, READY, Result, Work, identity, language, lost, patience, safely, size, work

T = TypeVar("T")
R = TypeVar("R")
BATCH = 60_000
"""Characters of files that go to a worker, and into the store, at once."""
EACH = 500
"""Characters that an article counts for beside its own: many small ones are no small batch."""
FEW = 6
"""Batches that are done in this process: starting others would take longer."""


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
    if crew.workers > 1:  # while they read
        Thread(target=_load_checks, daemon=True).start()
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
    summary.checks = recheck(store, crew.workers)
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
    found = [item for item in map(work, part.works) if isinstance(item, Extraction | Issue)]
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
    job = engines.Job(write_part, _no_part, _patience_of_part, language, identity, READY)
    with closing(_worked(job, ([part] for part in parts), crew)) as batches:
        for part, wrote in chain.from_iterable(batches):
            summary.read += wrote.articles
            summary.claims += wrote.claims
            summary.issues += wrote.issues
            tell("done", wrote.articles)
            if not shards.holds(part.folder, part.number):
                yield part


def _load_checks() -> None:
    from extractor import check

    check.ready()


def recheck(store: Store, workers: int = 1) -> Counter[str]:
    """Check all that a store holds, again, in so many processes; how many checks came to each verdict."""
    return Counter(found.verdict for found in _checked(store, workers))


def _checked(store: Store, workers: int = 1) -> list[Check]:
    from extractor import check  # brings much of scipy along, which workers can do without

    store.reserve()
    corpus = store.corpus()
    models = [entity.id for entity in corpus.entities if entity.kind == "model"]
    store.write_listings(listing for model in models for listing in catalog.listings(model))
    corpus = corpus.model_copy(update={"listings": tuple(store.listings())})
    found = check.examine(corpus, Copies(workers))
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
            yield Work(raw, frozenset(self._held(raw)), self.places.only)

    def _held(self, raw: clean.Raw) -> Iterator[str]:
        label = raw.root.name if raw.root else ""
        for path in islice(clean.names(raw.item.path, label), 2):
            known = self.store.known(article_id(path))
            if known is not None and known == fingerprint(known.sha256):
                yield known.sha256

    def settled(self, item: Work, result: Result) -> Extraction | Laid | None:
        """A result under the path by which its article is known; None where there is nothing to store."""
        found = item.raw.found(result.article if isinstance(result, Extraction | Laid) else result)
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
        if isinstance(result, Laid):
            return result
        return moved(result, known_as) if isinstance(result, Extraction) else safely(known_as)

    def note(self, done: Sequence[Extraction | Laid]) -> None:
        """Count what was stored."""
        self.summary.read += len(done)
        self.summary.claims += sum(len(each.claims) for each in done)
        self.tell("done", len(done))


def _batches(pieces: Iterable[Work]) -> Iterator[list[Work]]:
    batch: list[Work] = []
    length = 0
    for item in pieces:
        batch.append(item)
        length += size(item) + EACH
        if length >= BATCH:
            yield batch
            batch, length = [], 0
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
