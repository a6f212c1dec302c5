"""Nothing -> how tests run: hypothesis takes as long as a busy machine needs, and a shell is at hand."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.commands import Shell

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands as a user types them."""
    return Shell(monkeypatch, capsys)
