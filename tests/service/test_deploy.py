"""The unit and the container file say what the service needs, and systemd accepts the unit."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from qgov.cli.arguments import build_parser

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "qgov.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


def unit() -> dict:
    class Repeated(dict):
        def __setitem__(self, key, value):
            if isinstance(value, list) and key in self:
                self[key].extend(value)
            else:
                super().__setitem__(key, value)

    parser = ConfigParser(dict_type=Repeated, strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read_string(UNIT.read_text())
    return dict(parser["Service"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_accepts_the_unit(tmp_path):
    program = tmp_path / "qgov"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / "qgov.service"
    copy.write_text(UNIT.read_text().replace("/opt/qgov/bin/qgov", str(program)))
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_unit_runs_the_commands_that_exist_with_few_rights():
    found = unit()
    for line in (found["ExecStart"], found["ExecStartPre"]):
        program, *arguments = line.split()
        assert program.endswith("/qgov")
        build_parser().parse_args(arguments)
    assert found["User"] == "qgov"
    assert (found["NoNewPrivileges"], found["ProtectSystem"], found["KillMode"]) == ("yes", "strict", "mixed")
    # Query workers make user, network, ipc and uts namespaces; a unit that forbids it would switch isolation off.
    assert set(found["RestrictNamespaces"].split()) == {"user", "net", "ipc", "uts"}
    assert "unshare" in UNIT.read_text().split("SystemCallFilter=")[1].splitlines()[0]


def test_the_image_is_made_from_the_locked_files():
    text = CONTAINER.read_text()
    assert "--require-hashes -r requirements-build.lock -r requirements.lock" in text
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert {"qgov", "api", "ontology", "shapes", "data", "pyproject.toml", "hatch_build.py"} <= copied
    assert all((ROOT / name).exists() for name in copied)
    assert re.search(r"^USER qgov$", text, re.MULTILINE)
    command = re.search(r'^CMD \[(.+)\]$', text, re.MULTILINE)[1]
    build_parser().parse_args([word.strip(' "') for word in command.split(",")])
