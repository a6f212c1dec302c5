"""Files and folders -> articles: clean text with blocks, links and the facts known of each, or an issue.

What is known of an article, strongest first: its own front matter, or its JSON record; `NAME.json` beside it;
`metadata.csv` in its folder; the page itself (its meta tags, or a date that they bear out); the fallback date that was
given. The language, where none of the files says it, is what the text is written in; what a page declares counts only
where the text is too short to tell, as themes often declare it wrongly.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from extractor import ids, limits
from extractor.clean import content, facts, records
from extractor.clean.content import Content
from extractor.clean.facts import Facts
from extractor.errors import ReadError
from extractor.models import BESIDE, Article, Issue

PAGES = (".html", ".htm")
PLAIN = (".txt", ".md", *PAGES, ".jsonl", ".ndjson", ".warc")
SUFFIXES = (*PLAIN, *(f"{suffix}.gz" for suffix in PLAIN))
MAX_BYTES = records.MAX_BYTES
SECONDS = 60.0
"""Time that cleaning one article may take."""


class Piece(NamedTuple):
    """One article before anybody looks into it: all that a worker needs, on whatever machine, to read it."""

    path: str
    """Of the file inside its root, and `#` and the number of the record for JSON lines and web archives."""
    data: bytes | str
    is_page: bool
    known: Facts
    """What is known beside it, or said in its record."""
    published: str | None


class Found(NamedTuple):
    """What one file, or one record of it, gave."""

    root: Path | None
    """The folder that was given, in full; that of the file where a file was given; None where a path is no article."""
    file: str
    """The path of the file inside its root."""
    item: Article | Issue
    """With the path of the file, and `#` and the number of the record for JSON lines and web archives."""


class Raw(NamedTuple):
    """What one file, or one record of it, holds."""

    root: Path | None
    file: str
    item: Piece | Issue

    def found(self, item: Article | Issue) -> Found:
        """What it gave."""
        return Found(self.root, self.file, item)


def articles(paths: Sequence[Path], *, published: str | None = None) -> Iterator[Article | Issue]:
    """Read files and folders (all that is in them, in order); what cannot be read becomes an issue, never an exception.

    `published` (ISO date) stands in where nothing else gives a date. Paths are relative to the folder that was given,
    with `#` and the number of the record for JSON lines and web archives; a file that is reached twice is read once.
    Where two folders hold the same path, that of the second is told apart by the name of its folder.
    """
    taken: dict[str, Path] = {}
    for root, file, item in found(paths, published=published):
        if root is None:
            yield item
            continue
        name = next(name for name in names(file, root.name) if taken.get(name, root) == root)
        taken[name] = root
        yield item if name == file else renamed(item, name + item.path[len(file) :])


def found(paths: Sequence[Path], *, published: str | None = None) -> Iterator[Found]:
    """What `articles` gives, each with its root and not yet told apart from those of other roots."""
    for each in raw(paths, published=published):
        yield each.found(read(each.item) if isinstance(each.item, Piece) else each.item)


def raw(paths: Sequence[Path], *, published: str | None = None) -> Iterator[Raw]:
    """What `found` gives, before it is read: the files are opened, nobody has looked into what they hold."""
    seen: set[Path] = set()
    complained: set[str] = set()
    for root, path, problem in _walk(paths):
        if problem:
            name = _written(str(path))
            yield Raw(None, name, _issue(name, problem).model_copy(update={"root": 0}))
            continue
        if (real := path.resolve()) in seen:
            continue
        seen.add(real)
        name = _written(path.relative_to(root).as_posix())
        place = root.resolve()
        known, faults = _beside(path)
        for fault in faults:
            if fault not in complained:
                complained.add(fault)
                yield Raw(place, name, Issue(path=name, stage="clean", error=BESIDE, message=fault))
        for item in _opened(path, name, known, published):
            yield Raw(place, name, item)


def _written(name: str) -> str:
    """A name as it can be stored: of a file whose name is no UTF-8, each odd byte is written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def root_of(path: Path) -> Path | None:
    """The root that a path stands for when it is given; None where there is nothing."""
    if not path.exists():
        return None
    return path.resolve() if path.is_dir() else path.parent.resolve()


def names(path: str, label: str) -> Iterator[str]:
    """A path inside a root with that label, and what it may be called where that is taken: label/path, label~2/path."""
    yield path
    label = label or "root"
    yield f"{label}/{path}"
    yield from (f"{label}~{number}/{path}" for number in itertools.count(2))


def renamed(item: Article | Issue, path: str) -> Article | Issue:
    """The same article or issue under another path."""
    if isinstance(item, Article):
        return item.model_copy(update={"path": path, "id": ids.article_id(path)})
    message = item.message.replace(item.path, path, 1) if item.message.startswith(item.path) else item.message
    return item.model_copy(update={"path": path, "message": message})


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
            yield root, root, f"not an article; give {' '.join(PLAIN)}, packed (.gz) or not, or a folder of them"
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


def _opened(path: Path, name: str, known: Facts, published: str | None) -> Iterator[Piece | Issue]:
    """What a file holds, or each of its records; faults as issues."""
    reader = records.reader(path)
    try:
        if reader is None:
            data, is_page = records.whole(path), path.name.lower().removesuffix(".gz").endswith(PAGES)
            yield Piece(name, data, is_page, known, published)
            return
        for raw in reader(path):
            yield _record(f"{name}#{raw.number}", raw, known, published)
    except ReadError as error:
        yield _issue(name, str(error))
    except OSError as error:
        yield _issue(name, f"not read: {error.strerror or error}; check that it is there and may be read")


def _record(name: str, raw: records.Raw, beside: Facts, published: str | None) -> Piece | Issue:
    if raw.fault or len(raw.data) > MAX_BYTES:
        return _issue(name, raw.fault or f"more than {MAX_BYTES:,} bytes; split it into articles")
    return Piece(name, raw.data, raw.is_page, raw.known.over(beside), published)


def read(piece: Piece) -> Article | Issue:
    """The article that a piece holds; what cannot be read becomes an issue, in one line that says what to do."""
    try:
        known = piece.known
        with limits.within(SECONDS):
            if piece.is_page:
                held = content.of_page(piece.data, known.url, known.charset)
            else:
                held = content.of_text(piece.data, known.charset)
            return _article(piece.path, held, known, piece.published)
    except ReadError as error:
        return _issue(piece.path, str(error))
    except limits.TookTooLong as error:
        return _issue(piece.path, f"{error}; save the article alone, as text")
    except Exception as error:  # a fault of ours in one article must not take the others with it
        said = " ".join(str(error).split())[:200]
        return _issue(piece.path, f"{type(error).__name__}: {said}; save the article alone, as text")


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
