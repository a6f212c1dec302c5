"""Files -> articles read one by one and checked together in memory, any of them again and again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from extractor import __version__, catalog, pipeline, rules
from extractor.errors import ReadError
from extractor.models import Check, Extraction, Issue
from extractor.store import Store


class Desk:
    """A context manager; what it holds is gone when it closes."""

    def __init__(self) -> None:
        self._store = Store(":memory:")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def read(self, path: Path) -> Extraction:
        """All that is found in the article of one file. Raises ReadError."""
        item = next(pipeline.extractions([path]))
        if isinstance(item, Issue):
            raise ReadError(item.message)
        return item

    def take(self, changed: Sequence[Extraction]) -> None:
        """Keep what was read of some articles, in place of what was before."""
        self._store.write(changed, self._store.start_run(__version__, rules.digest(), catalog.version()))

    def check(self, changed: Sequence[Extraction]) -> list[Check]:
        """`take`, and the checks over all articles that are kept then."""
        return pipeline.settle(changed, self._store)
