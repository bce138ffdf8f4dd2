"""``verify.py`` as a stranger runs it: one file, in an empty folder, with nothing of qgov and no package installed."""

from __future__ import annotations

import ast
import gc
import gzip
import shutil
import subprocess
import sys
import zlib

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
        (b"[" * 100_000, "not JSON that is read, it is nested too deeply"),
        (b"a text", "this is no receipt as `qgov decide --receipt FILE` writes it: not JSON"),
        (b'{"format":"qgov-rec', "the receipt is cut off: not JSON to its end"),
        (b'{"format":"qgov-receipt/1","receipt":', "the receipt is cut off: not JSON to its end"),
        (b"\x1f\x8b\x08nonsense", "cannot be unpacked"),
        (gzip.compress(b'{"format":"a"}', mtime=0)[:-9], "the packed receipt is cut off"),
        (gzip.compress(b"{}", mtime=0) + b"more", "followed by something else"),
    ],
)
def test_what_cannot_be_read_is_2(alone, content, why):
    code, out, err = alone("-", stdin=content)
    assert (code, out) == (2, "") and why in err and "Traceback" not in err


def test_a_file_beyond_the_limit_is_2(alone):
    """Not read to a part of it, which would look cut off, nor unpacked beyond the limit."""
    with open(alone.folder / "large.json", "wb") as file:
        file.truncate(verifier.MAX_BYTES + 1)  # takes no room on the disk
    spaces = zlib.compressobj(wbits=31)
    with open(alone.folder / "large.json.gz", "wb") as file:
        for _ in range(verifier.MAX_BYTES // 2**20 + 1):
            file.write(spaces.compress(b" " * 2**20))
        file.write(spaces.flush())
    for name in ("large.json", "large.json.gz"):
        code, out, err = alone(name)
        assert (code, out) == (2, "") and "too large: more than 256 MiB" in err and "Traceback" not in err


@pytest.mark.parametrize("name", ["a", "\U0001f600"], ids=["ascii", "beyond the basic plane"])
def test_no_depth_ends_in_a_traceback(alone, name):
    """Data that is only just read may be too deep for what is done with it next."""
    signed = {"credentialSubject": {"receipt": receipts.receipt(NAME)}, "proof": {}}
    text = verifier.canonical(signed)
    for depth in (100, 300, 320, 325, 330, 480, 900, 980, 990):
        deep = text.replace('"proof":{}', '"proof":' + f'{{"{name}":' * depth + '""' + "}" * depth)
        code, _, err = alone("-", stdin=deep.encode())
        assert code in (1, 2) and "Traceback" not in err, depth


def test_what_is_not_there_is_2(alone):
    assert alone("none.json") == (2, "", "verify: cannot read none.json: No such file or directory\n")
    assert alone(".") == (2, "", "verify: cannot read .: Is a directory\n")
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
    code, out, _ = alone("--help")
    assert code == 0 and verifier.CHECKED in out


def test_the_command_line_says_the_same_of_what_is_checked(capsys):
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    out = capsys.readouterr().out
    assert verifier.CHECKED in out and verifier.ABOUT in out


def test_it_runs_as_a_module_too(alone):
    """As a module, Python keeps what it compiled; the answer is the same."""
    (alone.folder / "r.json").write_bytes(receipts.text(NAME))
    done = subprocess.run(
        [sys.executable, "-S", "-m", "verify", "r.json"], cwd=alone.folder, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == alone("r.json")


def test_garbage_is_collected_again_afterwards(tmp_path):
    (tmp_path / "r.json").write_bytes(receipts.text(NAME))
    assert gc.isenabled()
    assert main(["verify", str(tmp_path / "r.json")]) == 0
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    assert gc.isenabled()


@pytest.mark.parametrize(
    "text",
    [
        b'{"format":"a"}x', b'{"format":"a",}', b'{"format":"a"', b'{ "format":"a"}', b'{"format":"a" }', b'{"z":"a","format":"b"}',
        b'{"format":"a"}\n', b'{"format":"\\u0061"}', b'{"format":"a","format":"a"}',
    ],
)  # fmt: skip
def test_only_the_canonical_text_is_taken_for_it(text):
    """Whatever reads alike in another layout is not exact, and is refused where it could be read in two ways."""
    assert verifier.parse(b'{"format":"a"}') == ({"format": "a"}, True, {"format": '"a"'}, {"format": '"a"'})
    assert verifier.parse(b"{}") == ({}, True, {}, {})
    try:
        _, exactly, whole, parts = verifier.parse(text)
    except verifier.Unreadable:
        return
    assert not exactly and whole == parts == {}


def test_the_texts_of_a_credential_are_put_together_from_those_of_its_receipt():
    receipt = {"format": "a", "\U0001f600": "b", "\ufb33": {"\ufb33": "", "\U0001f600": ""}}
    signed = {"proof": {"z": ""}, "credentialSubject": {"receipt": receipt, "id": "\u20ac"}, "\u20ac": []}
    text = verifier.canonical(signed)
    data, exactly, whole, parts = verifier.parse(text.encode())
    assert data == signed and exactly and verifier.composed(whole) == text
    assert whole == {name: verifier.canonical(value) for name, value in signed.items()}
    assert parts == {name: verifier.canonical(value) for name, value in receipt.items()}
    assert not verifier.parse(text.replace('"format":"a"', '"format": "a"').encode())[1]
    assert not verifier.parse(text.replace('"receipt":', '"receipt" :').encode())[1]
    with pytest.raises(verifier.Unreadable, match="stands twice"):
        verifier.parse(text.replace('"format":"a"', '"format":"a","format":"a"').encode())


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
