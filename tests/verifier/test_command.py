"""``verify.py`` as a stranger runs it: one file, in an empty folder, with nothing of qgov and no package installed."""

from __future__ import annotations

import ast
import gzip
import shutil
import subprocess
import sys

import pytest

from qgov.cli import main
from qgov.norms import norm_book
from qgov.reasoning.receipt import sha256
from qgov.verifier import verify as verifier

from . import receipts

NAME = "2026-de-jp-aachen-eu001.json"


@pytest.fixture
def alone(tmp_path):
    """Runs the file in a folder of its own; -S leaves out site-packages, -I everything of this one's environment."""
    shutil.copy(verifier.__file__, tmp_path / "verify.py")

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-S", "-I", "verify.py", *arguments], cwd=tmp_path, input=stdin, capture_output=True
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    run.folder = tmp_path
    return run


def test_it_imports_the_standard_library_alone():
    tree = ast.parse(open(verifier.__file__, encoding="utf-8").read())
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module.split(".")[0])
    assert named - set(sys.stdlib_module_names) == {"cryptography"}


def test_it_needs_nothing_of_qgov(alone):
    code, out, _ = alone("-", stdin=receipts.text(NAME))
    assert code == 0 and "The receipt holds" in out and ": permitted" in out
    code, out, _ = alone("-", "--hash", sha256(receipts.text(NAME)), stdin=gzip.compress(receipts.text(NAME)))
    assert code == 0


def test_a_receipt_that_does_not_hold_is_1(alone):
    text = receipts.text(NAME).replace(b'"outcome":"permitted"', b'"outcome":"prohibited"')
    code, out, _ = alone("-", stdin=text)
    assert code == 1 and "WRONG  decision (overall): says" in out and 'but it is {"outcome": "permitted"' in out
    code, out, _ = alone("-", "--hash", "00" * 32, stdin=receipts.text(NAME))
    assert code == 1 and "WRONG  file (known hash)" in out
    code, out, _ = alone("-", "--norms-hash", "00" * 32, stdin=receipts.text(NAME))
    assert code == 1 and "WRONG  norms (known hash)" in out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[]", "no JSON object"),
        (b"{}", "no receipt of qgov"),
        (b'{"format": 1}', "the bare number 1"),
        (b'{"format": NaN}', "the bare number NaN"),
        (b'{"format": "a", "format": "b"}', "stands twice"),
        (b"[" * 100_000, "not JSON"),
        (b"\x1f\x8b\x08nonsense", "cannot be unpacked"),
        (gzip.compress(b"{}", mtime=0) + b"more", "followed by something else"),
    ],
)
def test_what_cannot_be_read_is_2(alone, content, why):
    code, out, err = alone("-", stdin=content)
    assert (code, out) == (2, "") and why in err and "Traceback" not in err


def test_what_is_not_there_is_2(alone):
    assert alone("none.json")[0] == 2
    assert alone("-", "--trust", "none.did", stdin=receipts.text(NAME))[0] == 2
    assert alone()[0] == 2


def test_the_command_line_writes_signs_and_verifies(alone, capsys):
    folder = alone.folder
    dossier, key, packed = str(receipts.DOSSIERS / NAME), str(folder / "key.pem"), str(folder / "r.json.gz")
    assert main(["key", key]) == 0
    did = capsys.readouterr().out
    (folder / "public.did").write_text(did)
    assert main(["decide", "--no-sim", dossier, "--receipt", packed, "--sign", key]) == 0
    digest = capsys.readouterr().err.split("receipt sha256:")[1].strip()
    assert main(["verify", packed, "--trust", str(folder / "public.did"), "--hash", digest]) == 0
    assert alone("r.json.gz", "--trust", did.strip(), "--hash", digest)[0] == 0
    assert main(["verify", packed, "--trust", did.strip(), "--hash", "00" * 32]) == 1
    assert main(["decide", "--no-sim", dossier, "--sign", key]) == 2
    assert main(["decide", "--no-sim", dossier, "--receipt", str(folder / "none" / "r.json")]) == 2


def test_the_norms_of_a_day_have_the_hash_that_its_receipts_have(capsys):
    found = receipts.receipt(NAME)
    assert main(["norms", "--document", "--at", found["decision"]["asOf"]]) == 0
    assert sha256(capsys.readouterr().out) == found["receipt"]["normsInForce"]
    day = receipts.decision(NAME).as_of
    assert len(found["norms"]["norms"]) == len(norm_book().in_force(day))


def test_the_small_receipt_stands_in_the_printed_decision():
    decision, found = receipts.decision(NAME), receipts.receipt(NAME)
    assert decision.to_dict()["receipt"] == found["receipt"] == decision.receipt
    assert {"dossier", "lexicon", "norms", "decision", "qgov", "sha256"} <= set(decision.receipt)


def test_options_need_not_come_alone(alone):
    """Without options their parser is not loaded; with them, or with what looks like one, it is asked."""
    (alone.folder / "r.json").write_bytes(receipts.text(NAME))
    assert alone("r.json")[0] == alone("r.json", "--reformatted")[0] == 0
    code, out, err = alone("--nonsense")
    assert (code, out) == (2, "") and "usage" in err
    assert alone("--help")[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        b'{"format":"a"}x', b'{"format":"a",}', b'{"format":"a"', b'{ "format":"a"}', b'{"format":"a" }', b'{"z":"a","format":"b"}',
        b'{"format":"a"}\n', b'{"format":"\\u0061"}', b'{"format":"a","format":"a"}',
    ],
)  # fmt: skip
def test_only_the_canonical_text_is_taken_for_it(text):
    """Whatever reads alike in another layout is not exact, and is refused where it could be read in two ways."""
    assert verifier.parse(b'{"format":"a"}') == ({"format": "a"}, True, {"format": '"a"'})
    assert verifier.parse(b"{}") == ({}, True, {})
    try:
        _, exactly, written = verifier.parse(text)
    except verifier.Unreadable:
        return
    assert not exactly and written == {}


@pytest.mark.parametrize(
    ("provision", "above"),
    [
        ("us-ear:742.4(a)(5)", ("us-ear:742.4(a)(5)", "us-ear:742.4(a)", "us-ear:742.4", "us-ear:742")),
        ("us-ear:4A906.a.2", ("us-ear:4A906.a.2", "us-ear:4A906.a", "us-ear:4A906")),
        ("x:a.", ("x:a.",)), ("x:(a)", ("x:(a)",)), ("x:a)", ("x:a)",)), ("x:a(b)c", ("x:a(b)c",)), ("x:", ()),
        ("x:a(b))", ("x:a(b))",)), ("x:.a", ("x:.a",)), ("x:a()", ("x:a()", "x:a")),
    ],
)  # fmt: skip
def test_what_stands_above_a_provision(provision, above):
    from qgov.base.iri import ancestors

    assert verifier.ancestors(provision) == above
    assert tuple(ancestors(provision)) == above


def test_a_condition_of_two_kinds_is_refused():
    with pytest.raises(verifier.Unreadable, match="no known kind"):
        verifier.compiled({"all": [], "is": "QuantumComputer"})
    with pytest.raises(verifier.Unreadable, match="no known kind"):
        verifier.compiled({"always": False})
