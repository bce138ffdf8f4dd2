"""qgov: may this quantum transfer cross this border, on this day, and why?

``decide``, ``ground`` and ``load`` are the public functions; everything heavy is imported when it is first used.
"""

from pathlib import Path as _Path

__version__ = "0.6.6"
__all__ = ["__version__", "decide", "ground", "load"]

# In a checkout the resource folders and the service lie beside this package; in a wheel they lie inside it.
_here = _Path(__file__).resolve().parent
if not (_here / "ontology").is_dir() and (_here.parent / "pyproject.toml").is_file():
    __path__.append(str(_here.parent))


def __getattr__(name):
    if name in {"decide", "ground", "load"}:
        from qgov import reasoning

        return getattr(reasoning, name)
    raise AttributeError(f"module 'qgov' has no attribute {name!r}")
