"""The pool that answers a service's queries, from what the service keeps."""

from __future__ import annotations

from qgov.service.settings import Settings
from qgov.store.worker import QueryPool
from qgov.store.worker.source import Snapshots


def make_pool(settings: Settings, store) -> QueryPool | None:
    """The pool for the graphs of a store; None where queries are switched off.

    A store on disk is read through snapshots. Where there is none, or where it lies behind another endpoint, which then
    answers for the decisions in it, the pool holds the shipped graphs in memory.
    """
    if not settings.sparql:
        return None
    source = None
    if settings.data_dir is not None and getattr(store, "path", None) is not None:
        source = Snapshots(store, settings.data_dir / "snapshots")
    return QueryPool(
        source, workers=settings.query_workers, deadline=settings.query_deadline, memory_mb=settings.query_memory_mb,
        patience=settings.patience,
    )  # fmt: skip
