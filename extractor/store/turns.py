"""A database file -> the right to be the only one who reads articles into it, until it is given back.

SQLite orders single transactions; a run is many, and its checks are worked out between them. The right hangs on a file
beside the database and on the life of the process: one that is killed loses it with all else.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: there, only single transactions are ordered
    fcntl = None  # type: ignore[assignment]

_LOG = logging.getLogger(__name__)


class Turn:
    """The right to one database; it is waited for, and who has it is told."""

    def __init__(self, path: Path) -> None:
        """Wait until nobody else has it. Raises OSError where no file can be made beside the database."""
        self._place = path.with_name(f"{path.name}-lock")
        self._stream: IO[str] | None = None
        while fcntl is not None and self._stream is None:
            self._stream = self._taken()

    def end(self) -> None:
        """Give it back."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._place.unlink()
            self._stream.close()
            self._stream = None

    def _taken(self) -> IO[str] | None:
        """The file, locked; None where its last holder has just taken it away."""
        stream = self._place.open("a+", encoding="ascii")
        try:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stream.seek(0)
                name = self._place.name.removesuffix("-lock")
                _LOG.warning("%s: process %s is at work on it; waiting for it to end", name, stream.read(20).strip())
                fcntl.flock(stream, fcntl.LOCK_EX)
            if os.fstat(stream.fileno()).st_ino == self._place.stat().st_ino:
                stream.truncate(0)
                stream.write(f"{os.getpid()}\n")
                stream.flush()
                return stream
        except FileNotFoundError:
            pass
        except BaseException:
            stream.close()
            raise
        stream.close()
        return None
