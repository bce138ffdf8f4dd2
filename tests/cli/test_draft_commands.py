"""``qgov draft``, and a draft in ``decide`` and ``whatif``: exit codes, formats and messages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import qgov.cli.examples
from qgov.base.resources import resource
from qgov.cli import main

EXAMPLE = Path(qgov.cli.examples.__file__).parent / "draft.ttl"
CAUGHT = str(resource("data/dossiers") / "2026-us-in-boston-headline.json")
FLIPPED = str(resource("data/dossiers") / "2026-us-cn-helios.json")


@pytest.fixture
def broken(tmp_path) -> str:
    path = tmp_path / "broken.ttl"
    path.write_text(EXAMPLE.read_text("utf-8").replace("operationalQubits", "operationalQubit"), encoding="utf-8")
    return str(path)


@pytest.fixture
def unreadable(tmp_path) -> str:
    path = tmp_path / "syntax.ttl"
    path.write_text("@prefix qgov: <https://w3id.org/qgov/> .\nqgov:x a", encoding="utf-8")
    return str(path)


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(list(argv))
    out, err = capsys.readouterr()
    return code, out, err


def test_check_tells_what_is_wrong(capsys, broken, unreadable):
    code, out, _ = run(capsys, "draft", "check", str(EXAMPLE))
    assert code == 0 and "no faults, no warnings" in out and "us-ear:4A906.a.99" in out
    code, out, _ = run(capsys, "draft", "check", broken)
    assert code == 1 and "broken.ttl, line" in out and "did you mean operationalQubits?" in out
    code, out, _ = run(capsys, "draft", "check", "--format", "json", broken, unreadable)
    found = json.loads(out)
    assert code == 2 and not found["valid"] and not found["readable"]
    assert {one["file"] for one in found["faults"]} == {"broken.ttl", "syntax.ttl"}
    code, _, err = run(capsys, "draft", "check", "nowhere.ttl")
    assert code == 2 and "cannot read nowhere.ttl" in err


def test_check_reads_stdin(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(EXAMPLE.read_bytes())))
    assert run(capsys, "draft", "check", "-")[0] == 0


def test_new_gives_a_skeleton(capsys):
    code, out, err = run(capsys, "draft", "new", "control", "--provision", "us-ear:742.4(a)(9)", "--from", "2027-01-01")
    assert code == 0 and "/norm/us-ear/742.4%28a%29%289%29/2027-01-01" in out and "{LABEL}" in out and "blank" in err
    assert run(capsys, "draft", "new", "entry", "--provision", "none")[0] == 2


def test_impact_tells_what_is_caught_and_what_flips(capsys):
    code, out, _ = run(capsys, "draft", "impact", str(EXAMPLE), CAUGHT)
    assert code == 0 and "describes 1 line" in out and "no outcome flips" in out
    code, out, _ = run(capsys, "draft", "impact", str(EXAMPLE), FLIPPED)
    assert code == 1 and "no-control-found -> authorisation-required" in out and "absent -> applies" in out
    found = json.loads(run(capsys, "draft", "impact", "--format", "json", str(EXAMPLE), FLIPPED)[1])
    assert found["transfers"] == 1 and found["flips"][0]["causes"] and found["catches"][0]["lines"] == {"applies": 1}


def test_impact_on_a_register(capsys, tmp_path):
    register, out = tmp_path / "register.ndjson", tmp_path / "rows.csv"
    lines = (json.dumps(json.loads(Path(name).read_bytes())) for name in (CAUGHT, FLIPPED))
    register.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    code, text, _ = run(capsys, "draft", "impact", str(EXAMPLE), str(register), "--workers", "1", "--out", str(out))
    assert code == 1 and "2 transfers" in text and "describes 2 lines" in text
    assert "entry/us-ear/4A906.a.99/2024-09-06,applies" in out.read_text("utf-8")


def test_compare_shows_what_only_one_catches(capsys, tmp_path):
    wider = tmp_path / "wider.ttl"
    wider.write_text(EXAMPLE.read_text("utf-8").replace("sh:minInclusive 50", "sh:minInclusive 40"), encoding="utf-8")
    assert run(capsys, "draft", "compare", str(EXAMPLE), str(EXAMPLE))[0] == 0
    code, out, _ = run(capsys, "draft", "compare", str(EXAMPLE), str(wider))
    assert code == 1 and "only wider.ttl, such as QuantumComputer" in out and "only draft.ttl" not in out
    code, out, _ = run(capsys, "draft", "compare", "--format", "json", str(EXAMPLE), "us-ear:4A906.a.2")
    found = json.loads(out)
    assert code == 1 and found["second"] == "us-ear:4A906.a.2" and found["differences"][0]["onlyFirst"]
    assert run(capsys, "draft", "compare", str(EXAMPLE), "us-ear:9Z999")[0] == 2


def test_decide_with_a_draft(capsys, broken):
    assert run(capsys, "decide", "--no-sim", FLIPPED)[0] == 0
    code, out, _ = run(capsys, "decide", "--no-sim", "--with-norms", str(EXAMPLE), "--", FLIPPED)
    assert code == 1 and "us-ear:4A906.a.99" in out and "This is not the law as it is" in out
    code, _, err = run(capsys, "decide", "--no-sim", FLIPPED, "--with-norms", broken)
    assert code == 2 and "broken.ttl, line" in err and "internal" not in err
    code, _, err = run(capsys, "decide", "--no-sim", FLIPPED, "--with-norms", str(EXAMPLE), "--receipt", "r.json")
    assert code == 2 and "a receipt is of law as it is" in err
    assert run(capsys, "decide", "--no-sim", CAUGHT, "--without", "us-ear")[0] != run(capsys, "decide", "--no-sim", CAUGHT)[0]


def test_whatif_on_one_dossier(capsys, unreadable):
    code, out, _ = run(capsys, "whatif", FLIPPED, "--with-norms", str(EXAMPLE))
    assert code == 0 and "all together: no-control-found -> authorisation-required" in out
    assert "no outcome flips" in run(capsys, "whatif", CAUGHT, "--with-norms", str(EXAMPLE))[1]
    code, _, err = run(capsys, "whatif", FLIPPED, "--with-norms", unreadable)
    assert code == 2 and "syntax.ttl, line" in err and "internal" not in err


def test_whatif_on_a_register_needs_a_file(capsys, tmp_path):
    register = tmp_path / "register.ndjson"
    register.write_text(json.dumps(json.loads(Path(FLIPPED).read_bytes())) + "\n", encoding="utf-8")
    code, _, err = run(capsys, "whatif", str(register), "--with-norms", str(EXAMPLE))
    assert code == 2 and "--out" in err


@pytest.mark.parametrize("command", ["", "new", "check", "impact", "compare"])
def test_help_has_examples(capsys, command):
    with pytest.raises(SystemExit) as stop:
        main(["draft", *filter(None, [command]), "--help"])
    assert stop.value.code == 0 and "examples:" in capsys.readouterr().out
