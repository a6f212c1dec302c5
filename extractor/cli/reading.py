"""Articles -> claims: the commands run, extract and fetch."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from extractor.cli import show
from extractor.cli.options import Paths, Published, day
from extractor.errors import ExtractorError

if TYPE_CHECKING:
    from extractor.models import Extraction, Issue
    from extractor.pipeline import Crew, Summary
    from extractor.store import Store

STDIN = Path("-")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (run, extract, fetch):
        app.command()(command)


def run(
    paths: Paths,
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="The SQLite database.")] = None,
    workers: Annotated[
        str, typer.Option(metavar="N|auto", help="Processes that read articles; auto: one for each core.")
    ] = "auto",
    engine: Annotated[
        Literal["local", "dask"],
        typer.Option(metavar="local|dask", help="Who reads: processes of this machine, or workers of a Dask cluster."),
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Of Dask, as tcp://host:8786; without it, a cluster starts here."),
    ] = None,
    published: Published = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Let workers write Parquet into this new folder, for `extractor merge`."),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Drop articles that are gone from the folders given.")] = False,
) -> None:
    """Read articles into a database, and check what they say.

    What is unchanged since the last run is skipped. What cannot be read is recorded as an issue.

    An article is known by its path inside the folder given. Where another folder holds another text under that path,
    in this run or an earlier one, the new article is kept beside it as folder/path; the same text is the same article.

    Exit code: 0 good; 1 nothing could be read; 2 wrong usage; 3 done, but with issues.

    \b
    Examples:
      extractor run articles/ --db claims.db
      extractor run news.warc.gz --db claims.db --engine dask --scheduler tcp://10.0.0.5:8786
    """
    processes, date = _workers(workers), day(published)
    if scheduler and engine != "dask":
        raise typer.BadParameter("goes with --engine dask", param_hint="--scheduler")
    from extractor import pipeline
    from extractor.store import Store

    if output:
        _into_parquet(paths, output, pipeline.Crew(processes, engine == "dask", scheduler), date, db)
    if db is None:
        raise typer.BadParameter("give --db FILE, or --output DIR", param_hint="--db")
    with Store(db) as store:
        try:
            with show.progress() as tell:
                crew = pipeline.Crew(processes, engine == "dask", scheduler)
                done = pipeline.run(paths, store, crew=crew, published=date, prune=prune, progress=tell)
        except KeyboardInterrupt:
            stored = _total(store, "articles")
            show.note(f"stopped; {stored} articles are stored, run the same command again to go on")
            raise typer.Exit(130) from None
        show.issues(done.issues)
        show.table(_summary(done, store))
    raise typer.Exit(_code(done.read + done.skipped, len(done.issues)))


def _into_parquet(paths: Sequence[Path], folder: Path, crew: Crew, date: str | None, db: Path | None) -> NoReturn:
    """Let workers write Parquet; then, where a database is named, bring it in and check."""
    from extractor import pipeline
    from extractor.cli import joining

    try:
        with show.progress() as tell:
            done = pipeline.shard(paths, folder, crew=crew, published=date, progress=tell)
    except KeyboardInterrupt:
        show.note(f"stopped; {folder} is not whole, run the same command again into a new folder")
        raise typer.Exit(130) from None
    show.issues(done.issues)
    show.table(
        {"articles": f"{done.read:,} in {folder}", "claims": f"{done.claims:,}", "issues": f"{len(done.issues):,}"}
    )
    if db:
        joining.join([folder], db)
    raise typer.Exit(_code(done.read, len(done.issues)))


def extract(
    paths: Paths,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also print every number that became no claim, with the reason.")
    ] = False,
    published: Published = None,
) -> None:
    """Print the claims of articles as JSON lines.

    No database is needed; `-` reads standard input.

    \b
    Examples:
      extractor extract article.html | jq -r '[.surface, .measure, .subject[0]] | @tsv'
      pbpaste | extractor extract - --explain
    """
    date = day(published)
    from extractor.models import Issue

    read, faults = 0, 0

    def printed() -> Iterator[str]:
        nonlocal read, faults
        from extractor.cli.lines import lines

        for item in extractions(paths, date):
            found = [item] if isinstance(item, Issue) else item.issues
            show.issues(found[: max(0, show.SHOWN_ISSUES - faults)])
            faults += len(found)
            if not isinstance(item, Issue):
                read += 1
                yield from lines(item, explain)

    show.write(printed())
    if faults > show.SHOWN_ISSUES:
        show.note(f"... and {faults - show.SHOWN_ISSUES:,} more")
    if not read and not faults:
        show.note(f"{', '.join(map(str, paths))}: no article in it")
    raise typer.Exit(_code(read, faults))


def fetch(
    into: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the pages go; `run` reads it.", file_okay=False)],
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL...", help="Addresses of articles.")] = None,
    listed: Annotated[
        list[Path] | None, typer.Option("--from", metavar="FILE", help="Addresses, one a line; # begins a comment.")
    ] = None,
    feeds: Annotated[list[str] | None, typer.Option("--feed", metavar="URL", help="Articles of this feed.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask whether pages that are there have changed, and take those again.")
    ] = False,
    pause: Annotated[
        float, typer.Option(metavar="N", min=0, help="Seconds between two requests to one host, at least.")
    ] = 2,
    seconds: Annotated[float, typer.Option(metavar="N", min=0.1, help="Time that one page may take in all.")] = 30,
    megabytes: Annotated[float, typer.Option(metavar="N", min=0.01, help="Size that one page may have.")] = 10,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also addresses of this machine and network.")
    ] = False,
) -> None:
    """Download pages as they are, for `run` to read.

    Obeys robots.txt and pauses between the pages of one host. A page that is there is not asked for again.

    Exit code: 0 good; 1 nothing could be fetched; 2 wrong usage; 3 done, but with issues.

    \b
    Examples:
      extractor fetch https://example.org/news/one.html --into articles/
      extractor fetch --feed https://example.org/feed.xml --from more.txt --into articles/
    """
    from extractor.fetch import Entry, Fetcher, Limits
    from extractor.models import Issue

    wanted = [Entry(url) for url in (*(urls or ()), *_addresses(listed or ()))]
    if not wanted and not feeds:
        raise typer.BadParameter("give addresses, or --from FILE, or --feed URL", param_hint="URL")
    limits = Limits(seconds, int(megabytes * 1_000_000), allow_private)
    fetcher = Fetcher(into, limits, pause=pause, refresh=refresh)
    saved, faults = 0, 0
    for feed in feeds or ():
        found = fetcher.feed(feed)
        if isinstance(found, Issue):
            faults += 1
            show.issues([found])
        else:
            wanted += found
    for page in fetcher.pages(dict.fromkeys(wanted)):
        if isinstance(page, Issue):
            faults += 1
            show.issues([page])
        else:
            saved += 1
            show.note(f"{page}")
    show.table({"pages": f"{saved:,} in {into}", "not fetched": f"{faults:,}"})
    raise typer.Exit(_code(saved, faults))


def _addresses(files: Sequence[Path]) -> Iterator[str]:
    """The addresses in files of them, a line each."""
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ExtractorError(f"{path}: not read: {error}; give a text file of addresses") from error
        yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def extractions(paths: Sequence[Path], published: str | None) -> Iterator[Extraction | Issue]:
    from extractor import pipeline

    yield from pipeline.extractions([path for path in paths if path != STDIN], published)
    if STDIN in paths:
        yield from _standard_input(published)


def _standard_input(published: str | None) -> Iterator[Extraction | Issue]:
    """What is typed or piped in, read as a file of its kind: a page where it begins like one, else text."""
    import tempfile

    from extractor import clean, worker
    from extractor.models import Issue

    raw = sys.stdin.buffer.read()
    page = raw[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input.html" if page else "input.txt")
        path.write_bytes(raw)
        for item in clean.articles([path], published=published):
            if isinstance(item, Issue):
                words = item.message.replace(path.name, "standard input")
                yield item.model_copy(update={"path": "standard input", "message": words})
            else:
                yield worker.safely(item.model_copy(update={"path": str(STDIN)}))


def _workers(text: str) -> int:
    if text == "auto":
        from extractor.engines import default_workers

        return default_workers()
    if not text.isdecimal() or int(text) < 1:
        raise typer.BadParameter(f"{text!r} is neither a number from 1 nor auto", param_hint="--workers")
    return int(text)


def _total(store: Store, name: str) -> int:
    return int(next(iter(store.read("totals")))[name])


def _summary(done: Summary, store: Store) -> dict[str, str]:
    articles, claims = _total(store, "articles"), _total(store, "claims")
    rows = {
        "articles": f"{done.read:,} read, {done.skipped:,} unchanged; {articles:,} in {store.path}",
        "claims": f"{done.claims:,} new; {claims:,} in {store.path}",
        "numbers left aside": show.counted({each["reason"]: each["numbers"] for each in store.read("skipped_reasons")}),
        "checks": show.counted(done.checks, show.VERDICTS),
        "issues": f"{len(done.issues):,}",
    }
    return rows | ({"dropped": f"{done.pruned:,} articles"} if done.pruned else {})


def _code(good: int, faults: int) -> int:
    """The exit code for so many articles and issues."""
    if not good:
        return 1
    return 3 if faults else 0
