"""Work for the tests of engines; apart from them, as every worker process imports it anew."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

ENDS, STALLS = 13, 29


def squares(numbers: Sequence[int]) -> list[int]:
    """Squares; one number ends its process, another never comes back."""
    if ENDS in numbers:
        os._exit(9)
    if STALLS in numbers:
        time.sleep(600)
    return [number * number for number in numbers]


def lost(number: int, why: str) -> int:
    """What stands in for a number that could not be squared."""
    return -number if why else 0


def patience(numbers: Sequence[int]) -> float:
    """Seconds."""
    return 1.0 if STALLS in numbers else 60.0
