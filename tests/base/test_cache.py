"""What is kept for another time is what would be worked out again."""

from __future__ import annotations

import pytest

from qgov.base.cache import kept_sha256

KEY, HASH = "a" * 64, "b" * 64


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("QGOV_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_hash_is_worked_out_once(cache):
    assert kept_sha256(KEY, lambda: HASH) == HASH
    assert kept_sha256(KEY, lambda: pytest.fail("worked out again")) == HASH


@pytest.mark.parametrize("damage", [b"", b"b" * 63, b"b" * 65, b"B" * 64, b"\xff" * 64, "é".encode() * 32])
def test_a_damaged_hash_is_none(cache, damage):
    kept_sha256(KEY, lambda: HASH)
    (cache / f"{KEY}.sha256").write_bytes(damage)
    assert kept_sha256(KEY, lambda: "c" * 64) == "c" * 64


def test_no_cache_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("QGOV_CACHE", str(tmp_path / "file"))
    assert kept_sha256(KEY, lambda: HASH) == HASH
