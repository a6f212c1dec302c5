"""Every exception this project raises -> one line a person can act on."""

from __future__ import annotations


class ExtractorError(Exception):
    """Something a user can put right; the message names the file and the fix."""


class RulesError(ExtractorError):
    """A rules file is wrong; the message names file, key and fix."""


class ReadError(ExtractorError):
    """An article could not be read; recorded as an issue, the batch goes on."""


class StoreError(ExtractorError):
    """A database is missing, is not ours, or is busy."""


class EngineError(ExtractorError):
    """The workers of a run are gone, or cannot start; what was stored stays, the next run goes on."""


class FetchError(ExtractorError):
    """A page could not be downloaded within its limits of time and size."""
