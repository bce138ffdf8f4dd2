"""Merges of RocksDB give way to what answers, in the process that writes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qgov.store.merging import NICENESS

# The nice value of each thread by name, after a store was opened and written out.
VALUES = """
import os, sys
from pathlib import Path
from qgov.store.embedded import EmbeddedStore
store = EmbeddedStore(sys.argv[1])
store.add_text({"urn:example:graph": "<urn:example:a> <urn:example:b> <urn:example:c> .\\n"})
store.store.flush()
for task in Path("/proc/self/task").iterdir():
    print((task / "comm").read_text().strip(), os.getpriority(os.PRIO_PROCESS, int(task.name)), sep="\\t")
store.close()
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are listed on Linux")
def test_merges_give_way_and_nothing_else_does(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", VALUES, str(tmp_path / "store")], capture_output=True, text=True, timeout=60, check=True
    )
    values: dict[str, set[int]] = {}
    for line in done.stdout.splitlines():
        name, value = line.split("\t")
        values.setdefault(name, set()).add(int(value))
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert values.pop("rocksdb:low") == {max(NICENESS, own)}
    assert set().union(*values.values()) == {own}
