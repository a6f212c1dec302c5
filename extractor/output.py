"""What is put out -> files that are there whole or not at all, and text in which no character acts on its reader."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from extractor.errors import ExtractorError

_ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that move a terminal's cursor or colour it, that no page may hold, or that turn the text around them."""


def visible(text: str) -> str:
    """The text with a visible sign in place of characters that act on a terminal or a page; lines and tabs stay.

    >>> visible("\\x1b[31mred\\r\\n")
    '\ufffd[31mred\\n'
    """
    return _ACTING.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def escaped(json_text: str) -> str:
    """JSON that means the same, with such characters written as escapes: `\\u009b`."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write bytes to; `path` holds them once the block has ended well, and what it held before if not.

    Raises ExtractorError where it cannot be written, with the name and the fix.
    """
    if path.is_dir():
        raise ExtractorError(f"{path}: is a folder; give the name of a file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExtractorError(f"{path}: {error.strerror}; its folder must exist and be writable") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        raise ExtractorError(f"{path}: {error.strerror}; free some space or give another name") from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _umask() -> int:
    """The mask of this process, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
