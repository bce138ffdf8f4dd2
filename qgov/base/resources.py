"""Where the shipped folders (ontology, shapes, data) are, in a wheel and in a checkout alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resource(relative: str) -> Path:
    """Return the path of a shipped file or folder such as ``"shapes/us-ear"``.

    Raises FileNotFoundError when the installation lacks it.
    """
    import qgov

    for root in qgov.__path__:
        path = Path(root, relative)
        if path.exists():
            return path
    raise FileNotFoundError(f"the installation lacks {relative}")
