"""One door to every store: a folder, or the addresses of an endpoint."""

from __future__ import annotations

from pathlib import Path

from qgov.store.embedded import EmbeddedStore
from qgov.store.remote import RemoteStore
from qgov.store.schema import Progress, prepare
from qgov.store.wire import Credentials


def open_store(
    where: str | Path | None,
    *,
    read_only: bool = False,
    credentials: Credentials | None = None,
    timeout: float = 60.0,
    ready: bool = True,
    progress: Progress = lambda text: None,
) -> EmbeddedStore | RemoteStore:
    """Open the store in a folder, behind an http(s) address (``qgov.store.remote.endpoint``), or None: in memory.

    With ``ready`` it is filled or brought up to date first (``qgov.store.schema.prepare``). ``credentials`` are by
    default those of the environment (``qgov.store.wire.environment_credentials``). Raises InputError for an
    address that is none, and StoreError.
    """
    if is_url(where):
        store = RemoteStore(str(where), read_only=read_only, credentials=credentials, timeout=timeout)
    else:
        store = EmbeddedStore(where, read_only=read_only)
    if ready:
        try:
            prepare(store, progress)
        except BaseException:
            store.close()
            raise
    return store


def is_url(where: object) -> bool:
    """Whether a text names an endpoint and not a folder."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))
