"""S14, S19: what is built is what stands in the tree, from requirements that are locked by hash."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-audit.lock")


def pinned(lock: str) -> dict[str, str]:
    """The blocks of a lock file by name of the package."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8").strip())
    return {normal(re.match(r"[A-Za-z0-9_.-]+", block).group()): block for block in blocks if not block.startswith("#")}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_a_version_and_a_hash(lock):
    blocks = pinned(lock)
    assert blocks
    for name, block in blocks.items():
        assert re.match(r"[A-Za-z0-9_.\-\[\]]+==\S+", block), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_load_from(lock):
    """Where packages come from is for whoever installs; a line in the lock would go over it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|^\s*-|@ ?file:|--(?:extra-)?index|--find-links|--trusted-host",
                         text.replace("    --hash=", ""), re.MULTILINE)  # fmt: skip


def test_what_audits_the_locks_is_locked_apart():
    """The tools have an environment of their own: what they need is not installed with the program."""
    tools = {"pip-audit", "cyclonedx-bom"}
    assert tools <= set(pinned("requirements-audit.lock"))
    assert not tools & set(pinned("requirements.lock"))


def test_what_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {normal(re.match(r"[A-Za-z0-9_.-]+", one).group()) for one in asked}
    assert names <= set(pinned("requirements.lock"))


def test_installing_checks_the_hashes():
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in recipe.splitlines() if "install" in line and ".lock" in line and "$(PIP)" in line]
    assert installs and all("--require-hashes" in line for line in installs)


def test_a_changed_hash_is_refused_by_the_installer(tmp_path):
    """The defence is the installer's; without the hash it would take the file."""
    wheel = tmp_path / "harmless-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("harmless.py", "")
        archive.writestr("harmless-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n")
        archive.writestr(
            "harmless-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr("harmless-1.0.dist-info/RECORD", "harmless.py,,\n")
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for digest, code in ((right, 0), ("0" * 64, 1)):
        (tmp_path / "lock").write_text(f"harmless==1.0 --hash=sha256:{digest}\n")
        command = [
            sys.executable, "-m", "pip", "install", "-q", "--no-index", "--find-links", str(tmp_path), "--no-deps",
            "--require-hashes", "--target", str(tmp_path / f"to-{code}"), "--disable-pip-version-check", "-r", str(tmp_path / "lock"),
        ]  # fmt: skip
        assert subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == code


def test_two_builds_are_the_same_to_the_byte(tmp_path):
    pytest.importorskip("hatchling")
    script = "import sys; from hatchling.builders.wheel import WheelBuilder as W; print(*W(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    digests = []
    for name in ("one", "two"):
        made = subprocess.run(
            [sys.executable, "-c", script, str(ROOT), str(tmp_path / name)],
            capture_output=True, text=True, check=True, timeout=300, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "TZ": f"UTC-{len(digests) * 5}"},
        )  # fmt: skip
        digests.append(hashlib.sha256(Path(made.stdout.strip()).read_bytes()).hexdigest())
    assert digests[0] == digests[1]


def test_the_linter_looks_for_dangerous_calls():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in settings["select"] and set(settings["ignore"]) & {"S301", "S506", "S307", "S102", "S602"} == set()
    hostile = "import pickle\nimport subprocess\nimport yaml\n\npickle.loads(x)\nyaml.load(x)\neval(x)\nexec(x)\nsubprocess.run(x, shell=True)\n"
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", str(ROOT / "qgov" / "planted.py"), "--output-format", "concise", "-"],
        input=hostile, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert all(rule in found.stdout for rule in ("S301", "S506", "S307", "S102", "S602")), found.stdout + found.stderr


def test_pages_are_bundled_and_name_no_other_host():
    """What a browser loads comes from the service; a link that a person follows may lead elsewhere."""
    pages = [*(ROOT / "api" / "static").glob("*"), *(ROOT / "qgov" / "report" / "templates").rglob("*.*")]
    assert pages
    loads = re.compile(
        r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//|@import\s+(?:url\()?["']?(?:https?:)?//|url\(["']?(?:https?:)?//|import\(["']https?://""",
        re.IGNORECASE,
    )
    assert [page.name for page in pages if page.is_file() and loads.search(page.read_text("utf-8", "replace"))] == []
    assert loads.search('<script src="https://unpkg.com/x.js">') and loads.search("@import url(//fonts.example/x)")
