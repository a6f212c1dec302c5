"""Files and folders -> articles: clean text with blocks, links and the facts known of each, or an issue.

What is known of an article, strongest first: its own front matter; `NAME.json` beside it; `metadata.csv` in its folder;
the page itself (its meta tags, or a date guessed from it); the fallback date that was given. The language, where no
file says it, is what the text is written in; what a page declares counts only where the text is too short to tell, as
themes often declare it wrongly.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from trafilatura.utils import decode_file

from extractor import layout
from extractor.clean import facts, page
from extractor.clean.facts import Facts
from extractor.errors import ReadError
from extractor.models import Article, Block, Issue, Link, Record

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm"})
PAGES = frozenset({".html", ".htm"})
MAX_BYTES = 5_000_000
LANGUAGES = ("en", "zh", "de", "fr", "es", "ja", "ru", "it", "pt", "ko", "nl")
MIN_LETTERS = 60
"""A text with fewer letters is too short to tell its language."""
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_HIGH, _HIGH_RUNS = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{2,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Content(Record):
    """The text of one article as its format gives it."""

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    own: Facts
    """What the author wrote about it: stronger than what stands beside the file."""
    told: Facts
    """What the page's markup says, or what was guessed from it: weaker."""


def articles(paths: Sequence[Path], *, published: str | None = None) -> Iterator[Article | Issue]:
    """Read files and folders (all that is in them, in order); what cannot be read becomes an issue, never an exception.

    `published` (ISO date) stands in where nothing else gives a date. Paths are relative to the folder that was given; a
    file that is reached twice is read once.
    """
    seen: set[Path] = set()
    taken: set[str] = set()
    for root, path, problem in _walk(paths):
        if problem:
            yield _issue(str(path), problem)
            continue
        if (real := path.resolve()) in seen:
            continue
        seen.add(real)
        name = _free_name(root, path, taken)
        taken.add(name)
        yield from _read_or_report(path, name, published)


def _walk(paths: Sequence[Path]) -> Iterator[tuple[Path, Path, str | None]]:
    """(root, file, None), or (root, path, what is wrong with it)."""
    for root in paths:
        if root.is_dir():
            yield from _walk_folder(root)
        elif not root.exists():
            yield root, root, "not found; check the path"
        elif root.suffix.lower() not in SUFFIXES:
            yield root, root, f"not an article; give {', '.join(sorted(SUFFIXES))}, or a folder of them"
        else:
            yield root.parent, root, None


def _walk_folder(root: Path) -> Iterator[tuple[Path, Path, str | None]]:
    faults: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=faults.append):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield root, Path(folder, name), None
    for fault in faults:
        yield root, Path(fault.filename or root), f"folder not read: {fault.strerror}; check its permissions"


def _free_name(root: Path, path: Path, taken: set[str]) -> str:
    """The path of an article as it is stored; told apart by the name of its root where two roots hold the same."""
    name = path.relative_to(root).as_posix()
    for candidate in (name, f"{root.resolve().name}/{name}"):
        if candidate not in taken:
            return candidate
    number = 2
    while f"{root.resolve().name}~{number}/{name}" in taken:
        number += 1
    return f"{root.resolve().name}~{number}/{name}"


def _read_or_report(path: Path, name: str, published: str | None) -> Iterator[Article | Issue]:
    beside, faults = _beside(path)
    for fault in faults:
        yield _issue(name, fault)
    try:
        yield _article(path, name, beside, published)
    except ReadError as error:
        yield _issue(name, str(error))


def _beside(path: Path) -> tuple[Facts, list[str]]:
    """The facts in files beside an article, and what is wrong with those files."""
    known, faults = Facts(), []
    for source in (facts.sidecar, facts.listed):
        try:
            known = known.over(source(path))
        except ReadError as error:
            faults.append(str(error))
    return known, faults


def _issue(name: str, message: str) -> Issue:
    error = "metadata" if message.startswith(("metadata.csv", f"{Path(name).stem}.json")) else "unreadable"
    return Issue(path=name, stage="clean", error=error, message=f"{name}: {message}")


def read(root: Path, path: Path, *, published: str | None = None) -> Article:
    """Read one file under a root. Raises ReadError, in one line that says what to do."""
    known, faults = _beside(path)
    if faults:
        raise ReadError(faults[0])
    return _article(path, path.relative_to(root).as_posix(), known, published)


def _article(path: Path, name: str, beside: Facts, published: str | None) -> Article:
    raw = _bytes(path)
    content = _from_page(raw, beside.url) if path.suffix.lower() in PAGES else _from_text(raw)
    if not content.text.strip() or not content.blocks:
        raise ReadError("no text in it; nothing to extract")
    known = content.own.over(beside).over(content.told).over(Facts(published=published))
    return Article(
        id=article_id(name),
        path=name,
        text=content.text,
        sha256=hashlib.sha256(content.text.encode("utf-8", "surrogatepass")).hexdigest(),
        blocks=content.blocks,
        links=content.links,
        title=known.title,
        url=known.url,
        source=known.source,
        published=known.published,
        language=content.own.over(beside).language or language(content, content.told.language),
    )


def article_id(path: str) -> str:
    """The id of the article at a stored path: 16 hexadecimal digits."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(f"{size:,} bytes, more than {MAX_BYTES:,}; split it into articles")
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(f"not read: {error.strerror or error}; check that it is there and may be read") from error
    if not raw.strip():
        raise ReadError("empty; nothing to extract")
    return raw


def decode(raw: bytes) -> str:
    """Bytes as text: by byte-order mark, as UTF-8, by a declared charset, else by looks. Raises ReadError."""
    text = _decoded(raw)
    if _BINARY.search(text) or text.count("\ufffd") > len(text) / 100:
        raise ReadError("not text (binary, or an unknown encoding); save it as UTF-8")
    return text


def _decoded(raw: bytes) -> str:
    marked = [encoding for mark, encoding in _MARKS if raw.startswith(mark)][:1]
    declared = [found[1].decode() for found in [_CHARSET.search(raw[:4096])] if found]
    # Statistics take Western text with a few curly quotes for Polish; such signs stand alone, other scripts in runs.
    high = len(_HIGH.findall(raw))
    western = ["cp1252"] if sum(map(len, _HIGH_RUNS.findall(raw))) < 0.3 * high else []
    for encoding in (*marked, "utf-8", *declared, *western):
        try:
            return raw.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return str(decode_file(raw))


def _from_text(raw: bytes) -> _Content:
    text = decode(raw)
    found = layout.parse(text)
    own = facts.of(layout.front_matter(text))
    return _Content(
        text=text, blocks=found.blocks, links=found.links, own=own, told=Facts(title=_title(text, found.blocks))
    )


def _from_page(raw: bytes, url: str | None) -> _Content:
    found = page.read(decode(raw), url)
    told = Facts(**found.model_dump(include=set(Facts.model_fields)))
    return _Content(text=found.text, blocks=found.blocks, links=found.links, own=Facts(), told=told)


def _title(text: str, blocks: Sequence[Block]) -> str | None:
    """The heading that the text begins with; furniture and front matter aside."""
    copy = layout.view(text)
    for block in blocks:
        if block.furniture is None and block.kind != "meta":
            words, read = text[block.start : block.end], copy[block.start : block.end]
            plain = words if layout.normalise(words) == read else read
            return " ".join(plain.split()) if block.kind == "heading" else None
    return None


@functools.cache
def _identifier() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(LANGUAGES))
    return found


def language(content: _Content, declared: str | None) -> str:
    """ISO 639-1 of what an article is written in; what is declared, or English, where it is too short to tell."""
    copy = layout.view(content.text)
    prose = " ".join(
        copy[b.start : b.end] for b in content.blocks if b.furniture is None and b.kind not in {"meta", "code"}
    )
    words = " ".join(_LETTERS.findall(prose[:20_000]))
    if len(words) < MIN_LETTERS and not len(_WIDE.findall(words)) > 10:
        return declared or "en"
    code, certainty = _identifier().classify(words)
    return str(code) if certainty > 0.9 else declared or "en"
