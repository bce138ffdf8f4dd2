"""Decisions are kept for as long as the settings say: then their content goes from the ledger, and their graphs from
the store. The chain of the ledger stays, and proves that there was one, and when.

A store on disk still has the text of graphs that were removed; it leaves the files when the store is written anew. That
this is to be done is marked by a file, so that a stop in between does not leave it undone.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

KIND = "decision"
MARK = "store-to-compact"
BY = "qgov serve: retention_days"


def forget(ledger, store, days: int, mark: Path | None = None) -> int:
    """Erase what is older than so many days; how many decisions that were. ``mark`` is made where there are any.

    Graphs go first: if this is interrupted, the ledger still tells the next time what has to go. A decision that was
    asked for again within the time keeps its graphs, which both share. Raises what ledger and store raise.
    """
    from qgov.store.decisions import remove_decision

    limit = (ledger.now().astimezone(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    limit = limit.replace("+00:00", "Z")
    old: dict[tuple[str, str], int] = {}
    young: set[tuple[str, str]] = set()
    for entry in ledger.entries():
        if entry.kind != KIND or entry.payload is None:
            continue
        graphs = entry.tenant, entry.payload["receipt"]["sha256"][:32]
        if entry.time < limit:
            old[graphs] = old.get(graphs, 0) + 1
        else:
            young.add(graphs)
    if not old:
        return 0
    if store is not None:
        if mark is not None:
            mark.touch(mode=0o600)
        for tenant, id in old.keys() - young:
            remove_decision(store, tenant, id)
    ledger.retain(days, BY)
    return sum(old.values())


def erase(store, mark: Path) -> bool:
    """Write a store on disk anew where the mark says so, and remove the mark; whether it was done.

    Readers and writers go on meanwhile. An endpoint is its operator's to compact. Raises StoreUnavailable where it
    cannot be done now: the mark stays.
    """
    if getattr(store, "path", None) is None or not mark.exists():
        return False
    store.compact()
    mark.unlink()
    return True
