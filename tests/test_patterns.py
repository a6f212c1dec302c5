"""Every regular expression of the project takes linear time on what is worst for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests import patterns


def test_no_pattern_takes_more_than_linear_time() -> None:
    """In a process of its own, which sees each pattern made; a line and a square lie far apart, whatever the load."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "tests.patterns", "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    found = json.loads(done.stdout)
    assert found["patterns"] > 300
    assert found["bad"] == []


def test_a_pattern_that_backtracks_is_found_out() -> None:
    for slow in (r"(?:a+)+$", r"\s*$", r"[a-z]*\d*[a-z]*!", r"(?:a|aa)*b.*c"):
        watched = patterns.Watched(patterns.re.compile(slow), "extractor/none.py:1")
        watched.used.add("search")
        lengths = (12, 24) if slow.startswith("(?:a+") else (250, 1_000, 4_000)
        found = patterns.worst(watched, lengths)
        assert patterns.is_steep(found.seconds), slow
