"""The user's cache: what can be worked out again, and need not be.

A cache that cannot be read or written is no cache; a damaged entry is no entry.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """Where entries lie; it need not exist."""
    if given := os.environ.get("QGOV_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "qgov" / "circuits"


def kept_sha256(key: str, work: Callable[[], str]) -> str:
    """A hash that belongs to a key, which binds everything that it is worked out from; worked out once a machine."""
    path = folder() / f"{key}.sha256"
    with suppress(OSError, RuntimeError, ValueError):
        if path.stat().st_size == 64 and _SHA256.fullmatch(known := path.read_text(encoding="ascii")):
            return known
    found = work()
    with suppress(OSError, RuntimeError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(found)
        os.replace(temporary, path)
    return found
