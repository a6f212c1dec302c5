"""Work for the tests of engines; apart from them, as every worker process imports it anew."""

from __future__ import annotations

import os
import time
from pathlib import Path

ENDS, STALLS = 13, 29


def square(number: int) -> int:
    """A square; one number ends its process, another never comes back."""
    if number == ENDS:
        os._exit(9)
    if number == STALLS:
        time.sleep(600)
    return number * number


def ends_once(path: str) -> str:
    """Ends its process the first time, as if somebody else had ended it; the second time it is done."""
    if not Path(path).exists():
        Path(path).touch()
        os._exit(9)
    return path


def lost(number: int, why: str) -> int:
    """What stands in for a number that could not be squared."""
    return -number if why else 0


def lost_path(path: str, why: str) -> str:
    """What stands in for a path that was given up."""
    return f"{path}: {why}"


def patience(item: object) -> float:
    """Seconds."""
    return 1.0 if item == STALLS else 60.0


def warm() -> None:
    """Nothing to get ready."""


def identity() -> str:
    """The same everywhere."""
    return "tasks 1"


def another() -> str:
    """Never the same in two processes."""
    return str(os.getpid())


def stillborn() -> None:
    """A worker that ends as it starts."""
    os._exit(9)
