"""Nothing -> sqlite_utils, without the pandas that it would load where that is installed.

It does so to store a type of number that no row here has; that costs every process half a second and 60 megabytes.
"""

from __future__ import annotations

import sys

_MISSING = object()
_was = sys.modules.get("pandas", _MISSING)
sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]  # an import of it fails, as where it is not installed
try:
    from sqlite_utils import Database
    from sqlite_utils.db import ForeignKey
finally:
    if _was is _MISSING:
        del sys.modules["pandas"]

__all__ = ["Database", "ForeignKey"]
