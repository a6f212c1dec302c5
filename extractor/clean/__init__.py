"""Files and folders -> articles: clean text with blocks, links and the facts known of each, or an issue.

What is known of an article, strongest first: its own front matter, or its JSON record; `NAME.json` beside it;
`metadata.csv` in its folder; the page itself (its meta tags, or a date that they bear out); the fallback date that was
given. The language, where none of the files says it, is what the text is written in; what a page declares counts only
where the text is too short to tell, as themes often declare it wrongly.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor import ids
from extractor.clean import content, facts, records
from extractor.clean.content import Content
from extractor.clean.facts import Facts
from extractor.errors import ReadError
from extractor.models import Article, Issue

PAGES = (".html", ".htm")
SUFFIXES = (".txt", ".md", *PAGES, ".jsonl", ".ndjson", ".warc", ".warc.gz")
MAX_BYTES = records.MAX_BYTES


def articles(paths: Sequence[Path], *, published: str | None = None) -> Iterator[Article | Issue]:
    """Read files and folders (all that is in them, in order); what cannot be read becomes an issue, never an exception.

    `published` (ISO date) stands in where nothing else gives a date. Paths are relative to the folder that was given,
    with `#` and the number of the record for JSON lines and web archives; a file that is reached twice is read once.
    """
    seen: set[Path] = set()
    taken: set[str] = set()
    complained: set[str] = set()
    for root, path, problem in _walk(paths):
        if problem:
            yield _issue(str(path), problem)
            continue
        if (real := path.resolve()) in seen:
            continue
        seen.add(real)
        name = _free_name(root, path, taken)
        taken.add(name)
        known, faults = _beside(path)
        for fault in faults:
            if fault not in complained:
                complained.add(fault)
                yield Issue(path=name, stage="clean", error="metadata", message=fault)
        yield from _read_file(path, name, known, published)


def count(paths: Sequence[Path]) -> int:
    """How many files `articles` would read; one may hold many records."""
    return sum(problem is None for _, _, problem in _walk(paths))


def _walk(paths: Sequence[Path]) -> Iterator[tuple[Path, Path, str | None]]:
    """(root, file, None), or (root, path, what is wrong with it)."""
    for root in paths:
        if root.is_dir():
            yield from _walk_folder(root)
        elif not root.exists():
            yield root, root, "not found; check the path"
        elif not root.name.lower().endswith(SUFFIXES):
            yield root, root, f"not an article; give {' '.join(SUFFIXES)}, or a folder of them"
        else:
            yield root.parent, root, None


def _walk_folder(root: Path) -> Iterator[tuple[Path, Path, str | None]]:
    faults: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=faults.append):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield root, Path(folder, name), None
    for fault in faults:
        yield root, Path(fault.filename or root), f"folder not read: {fault.strerror}; check its permissions"


def _free_name(root: Path, path: Path, taken: set[str]) -> str:
    """The path of an article as it is stored; told apart by the name of its root where two roots hold the same."""
    name, folder = path.relative_to(root).as_posix(), root.resolve().name
    candidates = [name, f"{folder}/{name}", *(f"{folder}~{number}/{name}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


def _beside(path: Path) -> tuple[Facts, list[str]]:
    """The facts in files beside an article, and what is wrong with those files."""
    known = Facts()
    faults: list[str] = []
    for source in (facts.sidecar, facts.listed):
        try:
            known = known.over(source(path))
        except ReadError as error:
            faults.append(str(error))
    return known, faults


def _issue(name: str, message: str) -> Issue:
    return Issue(path=name, stage="clean", error="unreadable", message=f"{name}: {message}")


def _read_file(path: Path, name: str, known: Facts, published: str | None) -> Iterator[Article | Issue]:
    """The article of a file, or those of its records; faults as issues."""
    reader = records.reader(path)
    try:
        if reader is None:
            yield _article(name, _content(path, known.url), known, published)
            return
        for raw in reader(path):
            yield _record(f"{name}#{raw.number}", raw, known, published)
    except ReadError as error:
        yield _issue(name, str(error))
    except OSError as error:
        yield _issue(name, f"not read: {error.strerror or error}; check that it is there and may be read")


def _record(name: str, raw: records.Raw, beside: Facts, published: str | None) -> Article | Issue:
    known = raw.known.over(beside)
    try:
        if raw.fault or len(raw.data) > MAX_BYTES:
            raise ReadError(raw.fault or f"more than {MAX_BYTES:,} bytes; split it into articles")
        found = content.of_page(raw.data, known.url) if raw.is_page else content.of_text(raw.data)
        return _article(name, found, known, published)
    except ReadError as error:
        return _issue(name, str(error))


def read(root: Path, path: Path, *, published: str | None = None) -> Article:
    """Read one file that holds one article, under a root. Raises ReadError, in one line that says what to do."""
    known, faults = _beside(path)
    if faults:
        raise ReadError(faults[0])
    return _article(path.relative_to(root).as_posix(), _content(path, known.url), known, published)


def _content(path: Path, url: str | None) -> Content:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(f"{size:,} bytes, more than {MAX_BYTES:,}; split it into articles")
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(f"not read: {error.strerror or error}; check that it is there and may be read") from error
    return content.of_page(raw, url) if path.name.lower().endswith(PAGES) else content.of_text(raw)


def _article(name: str, found: Content, beside: Facts, published: str | None) -> Article:
    if not found.blocks:
        raise ReadError("no text in it; nothing to extract")
    said = found.own.over(beside)
    known = said.over(found.told).over(Facts(published=published))
    return Article(
        id=ids.article_id(name),
        path=name,
        text=found.text,
        sha256=hashlib.sha256(found.text.encode()).hexdigest(),
        blocks=found.blocks,
        links=found.links,
        title=known.title,
        url=known.url,
        source=known.source,
        published=known.published,
        language=said.language or content.language(found, found.told.language),
    )
