"""A database -> its pages on a free port of this machine, and a Chromium for tests and pictures."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
"""Without what Chromium does of itself, and with no name of any other machine known to it."""
_SERVE = """
import sys
from pathlib import Path
from extractor.browse import serve
serve(Path(sys.argv[1]), int(sys.argv[2]))
"""


def need_browser() -> None:
    """Skip where there is no Chromium; fail where REQUIRE_BROWSER says that there must be one."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set, and there is no chromium")
        pytest.skip("no Chromium on this machine")


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium, headless, with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@contextmanager
def serving(db: Path) -> Iterator[str]:
    """`serve` as the command line starts it; gives the address without a slash at its end."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(db), str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=12), timeout=30) as client:
            client.get(address).raise_for_status()
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
