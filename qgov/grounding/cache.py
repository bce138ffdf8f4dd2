"""Simulated evidence on disk, so that PennyLane need not be loaded for a circuit that has run before.

One JSON file an entry, under ``$QGOV_CACHE`` or the user's cache folder. The key binds circuit, parameters and
PennyLane's version. A cache that cannot be read or written is no cache; a damaged entry is no entry.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from math import isfinite

from qgov.base.cache import folder

LARGEST_ENTRY = 64 * 1024


def canonical(parameters: dict[str, float]) -> dict[str, float]:
    """The parameters rounded to 12 significant digits, in order of name."""
    return {name: float(f"{parameters[name]:.12g}") for name in sorted(parameters)}


def key(check: str, parameters: dict[str, float], version: str) -> str:
    content = json.dumps([check, canonical(parameters), version], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def load(entry: str) -> tuple[float, str] | None:
    """Simulated value and circuit text of an entry, None if there is no sound one."""
    try:
        path = folder() / f"{entry}.json"
        if path.stat().st_size > LARGEST_ENTRY:
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
        value, circuit, name = content["value"], content["circuit"], content["key"]
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if name != entry or type(value) is not float or not isfinite(value) or not isinstance(circuit, str):
        return None
    return value, circuit


def store(entry: str, value: float, circuit: str) -> None:
    """Write an entry as a whole or not at all."""
    with suppress(OSError, RuntimeError):
        target = folder()
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"key": entry, "value": value, "circuit": circuit}, file, ensure_ascii=False)
            os.replace(temporary, target / f"{entry}.json")
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
