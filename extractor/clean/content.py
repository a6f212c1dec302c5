"""Bytes or text of one article -> its text, blocks and links, what it says of itself, and its language."""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Sequence

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from trafilatura.utils import decode_file

from extractor import layout
from extractor.clean import facts, page
from extractor.clean.facts import Facts
from extractor.errors import ReadError
from extractor.models import Block, Link, Record

LANGUAGES = ("en", "zh", "de", "fr", "es", "ja", "ru", "it", "pt", "ko", "nl")
MIN_LETTERS = 60
"""A text with fewer letters is too short to tell its language."""
STRAY = 3
"""Control characters that any text may hold."""
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{3,20})", re.IGNORECASE)
_HIGH, _HIGH_RUNS = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{2,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Content(Record):
    """One article as its format gives it."""

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    own: Facts = Facts()
    """What its front matter says: stronger than what stands beside the file."""
    told: Facts = Facts()
    """What the markup of a page says, or what the text looks like: weaker."""


def decode(raw: bytes | str, charset: str | None = None) -> str:
    """Bytes as text: by byte-order mark, as UTF-8, by a declared charset (`charset` first), else by looks.

    Raises ReadError.
    """
    # A lone half of a surrogate pair, which JSON can hold, could not be stored as UTF-8.
    text = _decoded(raw, charset) if isinstance(raw, bytes) else _SURROGATE.sub("\ufffd", raw)
    if not text.strip():
        raise ReadError("empty; nothing to extract")
    # A stray control character is a slip of the pen; many, or a NUL, are another kind of file.
    if (
        "\0" in text
        or len(_BINARY.findall(text)) > max(STRAY, len(text) / 1000)
        or text.count("\ufffd") > len(text) / 100
    ):
        raise ReadError("not text (binary, or an unknown encoding); save it as UTF-8")
    return text


def _decoded(raw: bytes, charset: str | None) -> str:
    marked = [encoding for mark, encoding in _MARKS if raw.startswith(mark)][:1]
    declared = [charset] if charset else []
    declared += [found[1].decode() for found in [_CHARSET.search(raw[:4096])] if found]
    # Statistics take Western text with a few curly quotes for Polish; such signs stand alone, other scripts in runs.
    high = len(_HIGH.findall(raw))
    western = ["cp1252"] if sum(map(len, _HIGH_RUNS.findall(raw))) < 0.3 * high else []
    for encoding in (*marked, "utf-8", *declared, *western):
        try:
            return raw.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return str(decode_file(raw))


def of_text(raw: bytes | str, charset: str | None = None) -> Content:
    """Plain text or Markdown; offsets are those of the decoded file. Raises ReadError."""
    text = decode(raw, charset)
    found = layout.parse(text)
    own = facts.of(layout.front_matter(text))
    title = _title(text, found.blocks)
    return Content(text=text, blocks=found.blocks, links=found.links, own=own, told=Facts(title=title))


def of_page(raw: bytes | str, url: str | None, charset: str | None = None) -> Content:
    """An HTML page; offsets are those of its clean text. Raises ReadError."""
    found = page.read(decode(raw, charset), url)
    told = Facts(**found.model_dump(include=set(Facts.model_fields)))
    return Content(text=found.text, blocks=found.blocks, links=found.links, told=told)


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


def language(content: Content, declared: str | None) -> str:
    """ISO 639-1 of what an article is written in; what is declared, or English, where it is too short to tell."""
    copy = layout.view(content.text)
    prose = [copy[b.start : b.end] for b in content.blocks if b.furniture is None and b.kind not in {"meta", "code"}]
    words = " ".join(_LETTERS.findall(" ".join(prose)[:20_000]))
    if len(words) < MIN_LETTERS and len(_WIDE.findall(words)) <= 10:
        return declared or "en"
    code, certainty = _identifier().classify(words)
    return str(code) if certainty > 0.9 else declared or "en"
