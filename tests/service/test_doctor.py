"""The doctor says what is active, and its exit code whether something stands in the way."""

from __future__ import annotations

import json

import pytest

from qgov.api.server import check_bind
from qgov.cli import main
from qgov.service.doctor import BAD, GOOD, NOTE, examine
from qgov.service.keys import KeyFile
from qgov.service.settings import Settings


def look(**given) -> dict:
    rows = list(examine(Settings(**given), check_bind))
    found = {}
    for row in rows:
        worst = max((found.get(row.about, row), row), key=lambda one: [GOOD, NOTE, BAD].index(one.state))
        found[row.about] = worst
    return found


def test_the_default_service_has_nothing_in_its_way():
    rows = look()
    assert not [row for row in rows.values() if row.state == BAD]
    assert {"program", "law", "isolation", "data", "store", "ledger", "keys", "clock", "files", "limits", "address"} <= set(rows)
    assert "qgov" in rows["program"].said
    assert "norms" in rows["law"].said


def test_what_stands_in_the_way_is_told(tmp_path):
    rows = look(host="0.0.0.0")
    assert rows["address"].state == BAD
    assert "authentication" in rows["address"].said
    tmp_path.chmod(0o755)
    rows = look(data_dir=tmp_path, authentication=True)
    assert rows["data"].state == BAD
    assert "chmod 700" in rows["data"].said
    assert rows["keys"].state == BAD
    assert "qgov keys add" in rows["keys"].said
    tmp_path.chmod(0o700)
    KeyFile(tmp_path / "keys.json").add("acme", ["read"])
    rows = look(data_dir=tmp_path, authentication=True)
    assert not [row for row in rows.values() if row.state == BAD]
    (tmp_path / "keys.json").chmod(0o644)
    assert look(data_dir=tmp_path, authentication=True)["keys"].state == BAD


def test_a_store_that_is_in_use_is_no_fault(tmp_path):
    from qgov.store.embedded import EmbeddedStore

    tmp_path.chmod(0o700)
    store = EmbeddedStore(tmp_path / "store")
    try:
        row = look(data_dir=tmp_path)["store"]
        assert row.state == NOTE
        assert "in use" in row.said
    finally:
        store.close()


def test_what_the_settings_need_and_is_not_there_is_a_fault(tmp_path):
    rows = look(oidc_issuer="https://i.example", oidc_audience="q", oidc_jwks=str(tmp_path / "missing"))
    assert rows["keys"].state == BAD
    assert "missing" in rows["keys"].said


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--set", "host=0.0.0.0"], 1), (["--set", "hots=x"], 2), (["--set", "x"], 2)])
def test_the_exit_code_tells(options, code, capsys):
    assert main(["doctor", "--format", "json", *options]) == code
    out, err = capsys.readouterr()
    if code < 2:
        assert all(set(row) == {"about", "state", "said"} for row in json.loads(out))
    else:
        assert "did you mean" in err or "has no value" in err


def test_every_setting_is_listed(capsys):
    assert main(["doctor", "--settings", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(Settings.model_fields)
    assert main(["doctor", "--settings"]) == 0
    assert "query_deadline" in capsys.readouterr().out
