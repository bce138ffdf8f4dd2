"""Decisions are kept for as long as the settings say: then their content goes from the ledger, and their graphs from
the store. The chain of the ledger stays, and proves that there was one, and when."""

from __future__ import annotations

from datetime import UTC, timedelta

KIND = "decision"
BY = "qgov serve: retention_days"


def forget(ledger, store, days: int) -> int:
    """Erase what is older than so many days; how many decisions that were.

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
        for tenant, id in old.keys() - young:
            remove_decision(store, tenant, id)
    ledger.retain(days, BY)
    return sum(old.values())
