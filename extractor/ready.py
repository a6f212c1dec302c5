"""Nothing -> a process that has loaded what reading takes; imported for that alone, before workers are made of it."""

from __future__ import annotations

from contextlib import suppress

from extractor import worker

with suppress(Exception):  # each worker meets the fault again, and is there to be told of
    worker.language()
