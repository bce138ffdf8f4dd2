from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or writes the cache of the person who runs it, nor what another test simulated."""
    from qgov.grounding import evidence

    monkeypatch.setenv("QGOV_CACHE", str(tmp_path / "cache"))
    evidence.simulate.cache_clear()
    return tmp_path / "cache"
