"""The house rules: light start, no leaking names, no hosts in the locks, resources where they should be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from qgov.base.resources import resource

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("pennylane", "rdflib", "pyshacl", "owlready2", "fastapi", "numpy", "pyoxigraph", "pycountry", "yaml")


def python(code: str, cwd: str = "/") -> str:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, timeout=120)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom qgov.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert python(code).strip().endswith("[]")


def test_deciding_without_circuits_leaves_the_heaviest_libraries_out():
    dossier = resource("data/dossiers/2026-us-in-boston-headline.json")
    code = (
        f"import sys, qgov\nqgov.decide({str(dossier)!r}, simulate=False)\n"
        "print([name for name in ('pennylane', 'rdflib', 'pyshacl', 'owlready2', 'fastapi') if name in sys.modules])"
    )
    assert python(code).strip() == "[]"


@pytest.mark.parametrize("name", ["api", "data", "tests", "ontology", "shapes"])
def test_nothing_but_qgov_is_importable_at_top_level(name):
    """A folder of that name may come from somebody else's package, never from this tree."""
    found = python(
        f"import importlib.util as u; s = u.find_spec({name!r}); print(list(s.submodule_search_locations) if s else [])"
    )
    assert str(ROOT / name) not in found


def test_public_names():
    import qgov

    assert sorted(qgov.__all__) == ["__version__", "decide", "ground", "load"]
    assert all(hasattr(qgov, name) for name in qgov.__all__)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_locks_are_hashed_and_name_no_host(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--index|--extra-index|find-links", text)
    pinned = re.findall(r"^([A-Za-z0-9_.\-\[\]]+)==", text, re.MULTILINE)
    assert pinned and text.count("--hash=sha256:") >= len(pinned)


@pytest.mark.parametrize("folder", ["ontology", "shapes", "data/reference", "data/dossiers", "data/devices", "api"])
def test_resources_are_found(folder):
    assert any(resource(folder).iterdir())


def test_a_missing_resource_is_named():
    with pytest.raises(FileNotFoundError, match="no/such"):
        resource("no/such")
