"""Every regular expression of the project takes linear time on what is worst for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import patterns


def test_no_pattern_takes_more_than_linear_time() -> None:
    """In a process of its own, which sees each pattern made; a line and a square lie far apart, whatever the load."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "tests.patterns", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    found = json.loads(done.stdout)
    assert found["patterns"] > 300
    assert found["bad"] == []


@pytest.mark.parametrize(
    ("slow", "lengths"), [(r"\s*$", (2_000, 16_000)), (r"[a-z]*[a-z]*!", (250, 1_000)), (r"b.*c", (2_000, 16_000))]
)
def test_a_pattern_that_backtracks_is_found_out(slow: str, lengths: tuple[int, ...]) -> None:
    """At lengths where the square outweighs what each call costs."""
    watched = patterns.Watched(re.compile(slow), "tests/test_patterns.py:1")
    watched.used.add("search")
    assert patterns.is_steep(patterns.worst(watched, lengths).seconds)
