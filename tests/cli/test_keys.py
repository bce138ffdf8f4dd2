"""``qgov keys`` where there are none: what is missing is told, and nothing is made by looking."""

from __future__ import annotations

import pytest

from qgov.cli import main


@pytest.mark.parametrize("action", [("list",), ("list", "--format", "json"), ("revoke", "4f1c2a9be037")], ids=" ".join)
def test_a_folder_that_is_not_there(capsys, tmp_path, action):
    folder = tmp_path / "nowhere"
    assert main(["keys", *action, "--data-dir", str(folder)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{folder} is no folder" in err
    assert not folder.exists()


def test_a_folder_without_keys(capsys, tmp_path):
    assert main(["keys", "list", "--data-dir", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"no keys in {tmp_path / 'keys.json'}" in err
    assert main(["keys", "add", "--data-dir", str(tmp_path / "new"), "--tenant", "acme", "--scopes", "read"]) == 0
    assert capsys.readouterr().out.startswith("qgov_")
    assert main(["keys", "list", "--data-dir", str(tmp_path / "new")]) == 0
    out, err = capsys.readouterr()
    assert "acme" in out
    assert err == ""
