"""What is collected stays for the whole run: the garbage collector need not look at it again and again.

Tests that bound the processor time of hostile input then measure the program and not the size of the suite.
"""

from __future__ import annotations

import gc


def pytest_collection_finish(session) -> None:
    gc.collect()
    gc.freeze()
