"""API keys: hashed at rest, shown once, good until they expire or are revoked; a running service sees changes."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from qgov.base.errors import InputError
from qgov.cli import main
from qgov.service import keys as module
from qgov.service.keys import KEY, KeyFile, KeyRing


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "data" / "keys.json")


@pytest.fixture
def eager(monkeypatch):
    """The ring looks at its file before every answer."""
    monkeypatch.setattr(module, "LOOK", -1.0)


def test_a_key_gives_its_caller(file):
    key, text = file.add("acme", ["decide", "read"])
    caller = KeyRing(file).caller(text)
    assert (caller.key_id, caller.tenant, caller.scopes) == (key.id, "acme", {"read", "decide"})
    assert caller.may("decide")
    assert not caller.may("admin")


def test_the_file_holds_no_secret_and_is_for_its_owner_alone(file):
    _, text = file.add("acme", ["read"])
    content = file.path.read_text()
    secret = KEY.fullmatch(text)[2]
    assert len(secret) == 43
    assert secret not in content
    assert stat.S_IMODE(os.stat(file.path).st_mode) == 0o600
    assert "hash" not in file.keys()[0].shown()


def test_two_keys_never_share_anything(file):
    found = {file.add("acme", ["read"])[1] for _ in range(20)}
    assert len(found) == len({key.id for key in file.keys()}) == len({key.hash for key in file.keys()}) == 20


def _changed(text: str, at: int) -> str:
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def test_what_is_not_a_key_has_no_caller(file):
    key, text = file.add("acme", ["read"])
    _, other = file.add("beta", ["read"])
    ring = KeyRing(file)
    wrong = [
        "", "x", "qgov_", text[:-1], text + "x", text.upper(), text.replace("qgov", "Qgov"), _changed(text, -1), _changed(text, 20),
        "qgov_" + "0" * 12 + text[17:], f"qgov_{key.id}_{other[18:]}", key.hash, " " + text, text + "\n", "qgov_" + "é" * 56,
        "a" * 100_000,
    ]  # fmt: skip
    assert [ring.caller(bad) for bad in wrong] == [None] * len(wrong)
    assert ring.caller(text)


def test_the_hash_of_one_key_serves_no_other(file):
    _, text = file.add("acme", ["read"])
    _, other = file.add("beta", ["admin"])
    data = json.loads(file.path.read_text())
    data["keys"][1]["hash"] = data["keys"][0]["hash"]
    file.path.write_text(json.dumps(data))
    ring = KeyRing(file)
    secret, id = KEY.fullmatch(text)[2], KEY.fullmatch(other)[1]
    assert ring.caller(f"qgov_{id}_{secret}") is None


def test_expired_and_revoked_keys_have_no_caller(file, eager):
    key, text = file.add("acme", ["read"], expires=datetime.now(UTC) + timedelta(days=1))
    ring = KeyRing(file)
    assert ring.caller(text)
    file.revoke(key.id)
    assert ring.caller(text) is None
    _, short = file.add("acme", ["read"], expires=datetime.now(UTC) + timedelta(days=1))
    data = json.loads(file.path.read_text())
    data["keys"][1]["expires"] = "2020-01-01T00:00:00+00:00"
    file.path.write_text(json.dumps(data))
    assert ring.caller(short) is None
    assert ring.count() == 0


def test_a_running_service_sees_new_and_revoked_keys(file, eager):
    ring = KeyRing(file)
    assert ring.count() == 0
    key, text = file.add("acme", ["read"])
    assert ring.caller(text)
    file.revoke(key.id)
    assert ring.caller(text) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 2, "keys": []}', '{"version": 1, "keys": [{"id": 1}]}'])
def test_a_damaged_file_leaves_no_key_valid(file, eager, damage):
    _, text = file.add("acme", ["read"])
    faults = []
    ring = KeyRing(file, faults.append)
    assert ring.caller(text)
    file.path.write_text(damage)
    assert ring.caller(text) is None
    assert faults
    with pytest.raises(InputError):
        KeyRing(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [("expires", "soon"), ("expires", 3), ("expires", "2027-01-01"), ("hash", 3), ("hash", "é"), ("hash", "ab"),
     ("id", []), ("tenant", None), ("scopes", "read"), ("scopes", [[]]), ("revoked", {}), ("note", 1)],
)  # fmt: skip
def test_a_key_whose_parts_are_not_what_they_have_to_be_is_damage(file, eager, name, value):
    _, text = file.add("acme", ["read"])
    data = json.loads(file.path.read_text())
    data["keys"][0][name] = value
    file.path.write_text(json.dumps(data))
    with pytest.raises(InputError, match="damaged"):
        file.keys()
    with pytest.raises(InputError, match="damaged"):
        KeyRing(file).caller(text)


def test_a_file_that_others_may_read_is_not_trusted(file, eager):
    _, text = file.add("acme", ["read"])
    ring = KeyRing(file)
    os.chmod(file.path, 0o644)
    assert ring.caller(text) is None
    with pytest.raises(InputError, match="chmod 600"):
        KeyRing(file)


@pytest.mark.parametrize(
    ("tenant", "scopes", "words"),
    [
        ("Acme", ["read"], "no name of a tenant"), ("", ["read"], "no name of a tenant"), ("a/b", ["read"], "no name of a tenant"),
        ("local", ["read"], "reserved"), ("public", ["read"], "reserved"),
        ("acme", [], "needs a scope"), ("acme", ["reed"], "no scope"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_key_is_refused(file, tenant, scopes, words):
    with pytest.raises(InputError, match=words):
        file.add(tenant, scopes)
    assert file.keys() == []


def test_unknown_ids_and_wrong_secrets_do_the_same_work(file, monkeypatch):
    """A secret is hashed and compared once, whether its id is known or not: that is what makes them alike in time."""
    key, _ = file.add("acme", ["read"])
    ring, work = KeyRing(file), []
    digest, compare = module.digest, module.hmac.compare_digest
    monkeypatch.setattr(module, "digest", lambda *a: work.append("digest") or digest(*a))
    monkeypatch.setattr(module.hmac, "compare_digest", lambda a, b: work.append(("compare", len(a), len(b))) or compare(a, b))
    seen = []
    for text in (f"qgov_{key.id}_{'x' * 43}", f"qgov_{'0' * 12}_{'x' * 43}", "nonsense"):
        work.clear()
        assert ring.caller(text) is None
        seen.append(list(work))
    assert seen == [["digest", ("compare", 64, 64)]] * 3


def test_the_command_makes_lists_and_revokes(tmp_path, capsys):
    options = ["--data-dir", str(tmp_path)]
    assert main(["keys", "add", *options, "--tenant", "acme", "--scopes", "read, decide", "--expires", "2099-12-31", "--note", "ci"]) == 0
    out, err = capsys.readouterr()
    assert KEY.fullmatch(out.strip())
    assert out.strip() not in err
    ring = KeyRing(KeyFile(tmp_path / "keys.json"))
    assert ring.caller(out.strip()).tenant == "acme"
    assert main(["keys", "list", *options, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["expires"] == "2100-01-01T00:00:00+00:00"
    assert set(row) == {"id", "tenant", "scopes", "created", "expires", "revoked", "note"}
    assert main(["keys", "revoke", *options, row["id"]]) == 0
    capsys.readouterr()
    assert main(["keys", "list", *options]) == 0
    assert "revoked" in capsys.readouterr().out
    assert main(["keys", "revoke", *options, "0" * 12]) == 2
    assert main(["keys", "list"]) == 2


def test_concurrent_additions_lose_nothing(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: KeyFile(path).add("acme", ["read"]), range(24)))
    assert len(KeyFile(path).keys()) == 24
