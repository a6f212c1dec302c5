"""Paths given, and a store of what was read before -> the path and the root under which each article is known.

An article is known by its path inside the folder given, its root. Where another root's article already bears that path
and its text is another, the new one is kept beside it as `folder/path`, never in its place; the same text is the same
article, so that a folder may move or be cloned. A root keeps its number when it moves: a folder not seen before is an
old one that is gone from its place, if most of what both hold is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from extractor import clean
from extractor.clean import Found
from extractor.models import Article, Issue
from extractor.store import Reader, Root

SAMPLE = 20
"""Articles by which a folder that has moved is known again."""
RECENT = 50
"""Folders that are gone from their places, the last ones given, that a new one is compared with."""


class Places:
    """What the roots of one run are called, and which path is whose."""

    def __init__(self, store: Reader, paths: Sequence[Path]) -> None:
        """Of the paths given to a run, over what earlier runs have stored."""
        self._store = store
        self._known = store.roots()
        self._number: dict[Path, int] = {}
        self._whole: set[int] = set()
        """Roots that were given as folders, not only some files of them."""
        self._taken: dict[str, int] = {}
        given: dict[Path, list[Path]] = {}
        for path in paths:
            if (root := clean.root_of(path)) is not None:
                given.setdefault(root, []).append(path)
        for root, inside in given.items():
            number = self._number[root] = self._numbered(root, inside)
            if any(path.is_dir() for path in inside):
                self._whole.add(number)
        self._alone = len(given) == 1 and self._known.keys() <= set(self._number.values())

    @property
    def roots(self) -> dict[int, str]:
        """Number and place of each root of this run."""
        return {number: str(root) for root, number in self._number.items()}

    @property
    def only(self) -> int | None:
        """Number of the root, where it is the only one that there is and ever was: nobody else bears its paths."""
        return next(iter(self._number.values())) if self._alone else None

    def settled(self, found: Found) -> Article | Issue:
        """An article or issue with the path that it is known by in the store, and its root."""
        if found.root is None:
            return found.item
        number = self._number[found.root]
        if self._alone:
            self._taken[found.file] = number
            return found.item if number == 1 else found.item.model_copy(update={"root": number})
        name, holder = self._name(found, number)
        self._taken[name] = number
        item = clean.renamed(found.item, name + found.item.path[len(found.file) :])
        return item.model_copy(update={"root": holder})

    def covers(self, path: str, root: int) -> bool:
        """Whether an article of the store belongs to what was given: to a folder, or to a file with its records."""
        if root in self._whole:
            return True
        return root in (self._taken.get(path), self._taken.get(path.rpartition("#")[0]))

    def _numbered(self, root: Path, inside: Sequence[Path]) -> int:
        free = self._known.keys() - set(self._number.values())
        for number in sorted(free):
            if self._known[number].place == str(root):
                return number
        gone = [number for number in sorted(free) if _is_gone(self._known[number])][-RECENT:]
        moved = self._moved(inside, gone) if gone else None
        return moved or 1 + max((0, *self._known, *self._number.values()))

    def _moved(self, inside: Sequence[Path], gone: Sequence[int]) -> int | None:
        """The root, gone from its place, whose articles these are."""
        same: Counter[int] = Counter()
        other: Counter[int] = Counter()
        labels = sorted({self._known[number].label for number in gone} - {""})
        for _, _, item in islice(clean.found(inside), SAMPLE):
            for path in (item.path, *(f"{label}/{item.path}" for label in labels)):
                held = self._store.held(path)
                if held and held.root in gone and isinstance(item, Article):
                    (same if held.sha256 == item.sha256 else other)[held.root] += 1
        best = max(gone, key=lambda number: (same[number], -number))
        return best if same[best] and same[best] >= other[best] else None

    def _name(self, found: Found, number: int) -> tuple[str, int]:
        """The path of the file as it is stored, and the number of the root that holds it."""
        record = found.item.path[len(found.file) :]
        for name in self._own(found.file, number):
            held = self._store.held(name + record)
            if held and held.root == number:
                return name, number
        sha256 = found.item.sha256 if isinstance(found.item, Article) else ""
        for name in self._names(found.file, number):
            held = self._store.held(name + record)
            if self._taken.get(name, number) != number:
                continue
            if held is None and not self._store.foreign(name, number):
                return name, number
            if held and held.sha256 == sha256:
                return name, held.root
        raise AssertionError("names never end")

    def _own(self, file: str, number: int) -> Iterator[str]:
        """The names that a file of an old root may have been given: as far as any are taken."""
        if number in self._known:
            for at, name in enumerate(self._names(file, number)):
                yield name
                if at > 1 and self._store.held(name) is None and not self._store.foreign(name, number):
                    return

    def _names(self, file: str, number: int) -> Iterator[str]:
        root = next(root for root, each in self._number.items() if each == number)
        return clean.names(file, self._known.get(number, Root()).label or root.name)


def _is_gone(root: Root) -> bool:
    return root.place is None or not Path(root.place).is_dir()
