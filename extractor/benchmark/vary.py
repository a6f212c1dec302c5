"""A folder of articles -> a folder of so many like them, with other figures and another choice of paragraphs.

For runs at scale: `python -m extractor.benchmark.vary FROM INTO COUNT`. The same call makes the same files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

PER_FOLDER = 1_000
_DIGITS = re.compile(r"(?<![\d#&])(?!(?:19|20)\d\d(?!\d))[1-9]\d*")
_BETWEEN_TAGS = re.compile(r">[^<>]+<")


def vary(source: Path, into: Path, count: int) -> None:
    """Write so many articles, a thousand in each folder."""
    found = sources(source)
    for number in range(count):
        path = found[number % len(found)]
        folder = into / f"{number // PER_FOLDER:03}"
        folder.mkdir(parents=True, exist_ok=True)
        text = varied(path.read_text(encoding="utf-8"), Random(number), page=path.suffix == ".html")  # noqa: S311
        (folder / f"{number:06}-{path.name}").write_text(text, encoding="utf-8")


def sources(folder: Path) -> list[Path]:
    """Articles of a folder that others can be made of."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".md", ".html"})


def varied(text: str, chance: Random, *, page: bool) -> str:
    """The same article with other digits, years aside; of a text some paragraphs, the first always."""

    def other(found: re.Match[str]) -> str:
        return str(chance.randint(1, 9)) + "".join(str(chance.randint(0, 9)) for _ in found[0][1:])

    if page:
        return _BETWEEN_TAGS.sub(lambda words: _DIGITS.sub(other, words[0]), text)
    return _DIGITS.sub(other, "\n\n".join(_some(text.split("\n\n"), chance)))


def _some(paragraphs: list[str], chance: Random) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number < 2 or chance.random() < 0.8:
            yield paragraph


if __name__ == "__main__":
    vary(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
