"""The store on this machine: Oxigraph in a folder, or in memory."""

from __future__ import annotations

import errno
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, BinaryIO, Protocol

from qgov.store.base import StoreBase
from qgov.store.compaction import begin, exchange, fill, fsync, new_folder, old_folder, settle, write_out
from qgov.store.gate import Gate
from qgov.store.heap import give_back, trim
from qgov.store.interface import StoreError, StoreLocked, StoreUnavailable
from qgov.store.lock import NAME, FolderLock, written_by_others
from qgov.store.merging import step_back
from qgov.store.terms import substituted, update_text

if TYPE_CHECKING:
    import pyoxigraph as ox

# What RocksDB writes into its folder; anything else there says that the folder is somebody's and no store.
_OWN = re.compile(r"LOCK|LOG(\.old.*)?|IDENTITY|CURRENT|(MANIFEST|OPTIONS)-\d+(\.dbtmp)?|\d+\.(log|sst|dbtmp|blob)")
# Oxigraph raises OSError for what the system refuses and RuntimeError for what it finds broken.
_FAULTS = (OSError, RuntimeError)
# Seconds that a compaction waits for those who are reading, and that a write does to open the store anew.
_PATIENCE, _PAUSE = 30.0, 1.0
# Quads in the log before it is turned into files: opening reads some 60,000 of them a second.
_LOG = 8_000
# Quads after which the store is opened anew, and seconds that this waits for those who are reading: RocksDB keeps
# blocks of files that are merged and gone in its caches (32 and 128 MiB) until those are full.
_AGE, _HASTE = 500_000, 0.5


class _Holds(Protocol):
    """What has a store of Oxigraph's. A change is given this and not the store itself: the traceback of one that failed
    would keep the store open, which then could not be opened anew."""

    store: ox.Store


class EmbeddedStore(StoreBase):
    """A folder of named graphs, held by one writer or by several readers; without a folder, in memory.

    Writes are transactions of RocksDB's log: a kill of the process at any moment keeps every write that had returned,
    and all or nothing of one that had not. ``sync`` makes them outlast a power cut too.
    """

    def __init__(self, path: Path | str | None = None, *, read_only: bool = False, purpose: str = ""):
        """Open, and make where there is none. ``purpose`` is what the lock tells others, by default the command line.

        Raises StoreLocked where others have it open for writing (or, to write, at all), and StoreUnavailable where
        the folder is no store, cannot be read or written, or is damaged.
        """
        self.path = None if path is None else Path(path)
        self.writable = not read_only
        self._writing, self._gate = threading.Lock(), Gate()
        self._stuck, self._tried = "", 0.0
        self._logged, self._age, self._turning = 0, 0, None
        # What was changed since a compaction began, for the store that it writes; None while there is none.
        self._since: list[Callable[[_Holds], None]] | None = None
        self._compacting, self._ending = threading.Lock(), False
        self.generation = 0  # grows with every change
        self._lock: FolderLock | None = None
        self._store: ox.Store | None = None
        if self.path is None:
            import pyoxigraph as ox

            self._store = ox.Store()
            return
        self._purpose = purpose
        if not read_only:
            give_back()
        self._enter_folder(read_only)
        self._lock = FolderLock(self.path, shared=read_only, purpose=purpose)
        try:
            self._open(read_only)
        except BaseException:
            self._lock.release()
            raise

    def _enter_folder(self, read_only: bool) -> None:
        if read_only:
            if not (self.path / "CURRENT").is_file():
                raise StoreUnavailable(f"{self.path} is no store; qgov store load makes one")
            return
        try:
            settle(self.path)
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            others = [name for name in os.listdir(self.path) if name != NAME and not _OWN.fullmatch(name)]
        except OSError as error:
            raise StoreUnavailable(f"{self.path} cannot hold a store: {error.strerror}") from None
        if others:
            raise StoreUnavailable(f"{self.path} holds other files ({min(others)[:80]}); give a folder of its own")

    def _open(self, read_only: bool) -> None:
        import pyoxigraph as ox

        try:
            if read_only and written_by_others(self.path):
                raise OSError("lock hold by another process")
            self._store = ox.Store.read_only(str(self.path)) if read_only else ox.Store(str(self.path))
            if not read_only:
                step_back()
        except _FAULTS as error:
            if re.search(r"\block (hold|file)\b", str(error)):
                raise StoreLocked(f"{self.path} is in use by a program that is not qgov; end it first") from None
            known = _numbered(error)
            if not read_only and known is not None and known.errno in (errno.EACCES, errno.EROFS):
                said = f"{self.path} cannot be written: {known.strerror}; open it for reading"
                raise StoreUnavailable(said) from known
            raise StoreUnavailable(f"{self.path} cannot be opened: {_reason(error)}") from known

    @property
    def store(self) -> ox.Store:
        """Oxigraph's own store, for reading. Raises StoreError after ``close``."""
        if self._store is None:
            raise StoreError("the store is closed")
        return self._store

    def select(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> list[dict]:
        import pyoxigraph as ox

        with self._reading():
            result = self._query(text, bindings, default_graphs, named_graphs)
            if not isinstance(result, ox.QuerySolutions):
                raise StoreError("the query is no SELECT")
            names = [variable.value for variable in result.variables]
            return [{name: row[name] for name in names if row[name] is not None} for row in result]

    def ask(
        self,
        text: str,
        bindings: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
    ) -> bool:
        import pyoxigraph as ox

        with self._reading():
            result = self._query(text, bindings, default_graphs, named_graphs)
            if not isinstance(result, ox.QueryBoolean):
                raise StoreError("the query is no ASK")
            return bool(result)

    def _query(self, text: str, bindings, default_graphs: Iterable[str], named_graphs: Iterable[str]):
        import pyoxigraph as ox

        default = [ox.NamedNode(graph) for graph in default_graphs]
        named = [ox.NamedNode(graph) for graph in named_graphs]
        dataset = {"default_graph": default, "named_graphs": named} if default or named else {}
        return self.store.query(substituted(text, bindings), **dataset)

    def graph(self, graph: str) -> list[ox.Triple]:
        return list(self.triples(graph))

    def triples(self, graph: str) -> Iterator[ox.Triple]:
        """The triples of a named graph one by one, as they were when the first was asked for."""
        import pyoxigraph as ox

        with self._reading():
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
                yield quad.triple

    def graphs(self, prefix: str = "") -> list[str]:
        with self._reading():
            names = (node for node in self.store.named_graphs() if node.value.startswith(prefix))
            return sorted(
                node.value for node in names if any(True for _ in self.store.quads_for_pattern(None, None, None, node))
            )

    def write(
        self,
        *,
        add: Mapping[str, Iterable[ox.Triple]] | None = None,
        replace: Mapping[str, Iterable[ox.Triple]] | None = None,
        remove: Iterable[str] = (),
        discard: Mapping[str, Iterable[ox.Triple]] | None = None,
    ) -> None:
        import pyoxigraph as ox

        added, placed, removed, discarded = self._changes(add, replace, remove, discard)
        inserted = added | placed

        def change(where: _Holds) -> None:
            drop = [graph for graph in (*placed, *removed) if where.store.contains_named_graph(ox.NamedNode(graph))]
            if drop or discarded:
                where.store.update(update_text(drop, inserted, discarded))
            elif inserted:
                names = {graph: ox.NamedNode(graph) for graph in inserted}
                where.store.extend(
                    ox.Quad(triple.subject, triple.predicate, triple.object, names[graph])
                    for graph, triples in inserted.items()
                    for triple in triples
                )

        self._change(change, sum(map(len, inserted.values())))

    def add_text(self, graphs: Mapping[str, str]) -> None:
        import pyoxigraph as ox

        self._check_writable()
        # N-Triples between a graph's braces is TriG, and Oxigraph reads it without Python's lock.
        text = "".join(f"{ox.NamedNode(graph)} {{\n{triples}}}\n" for graph, triples in graphs.items()).encode()
        self._change(lambda where: where.store.load(text, ox.RdfFormat.TRIG), text.count(b"\n"))

    def extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads as they are, without the checks of ``write``: for dumps that were checked before."""
        rows = list(quads)
        self._change(lambda where: where.store.extend(rows), len(rows))

    def _change(self, change: Callable[[_Holds], None], count: int) -> None:
        """Make a change that adds at most so many quads; once more, later, in a store that a compaction writes."""
        with self._changing():
            change(self)
            if self._since is not None:
                self._since.append(change)
            self._wrote(count)

    def _wrote(self, count: int) -> None:
        """Have the log turned into files once it is long: an opening after a kill reads the whole of it."""
        self.generation += 1
        self._logged += count
        self._age += count
        if self.path is None or self._logged < _LOG or (self._turning is not None and self._turning.is_alive()):
            return
        self._logged = 0
        # The thread holds Oxigraph's store and not this object, so that closing waits for nothing else.
        self._turning = threading.Thread(target=_turn, args=(self.store,), daemon=True)
        self._turning.start()

    def sync(self) -> None:
        if self.path is None or not self.writable:
            return
        self.store  # noqa: B018 - closed stores have nothing to sync
        try:
            for name in os.listdir(self.path):
                if name.endswith(".log"):
                    fsync(self.path / name)
            fsync(self.path)
        except OSError as error:
            raise StoreUnavailable(f"{self.path} cannot be written out: {error.strerror}") from None

    def snapshot(self, folder: Path | str) -> None:
        """A copy of the store as it is now, in a folder that does not exist yet; on the same disk it shares the files.

        The copy is a store of its own that readers may open while this one is written.
        """
        with self._reading("copied"):
            self.store.backup(str(folder))

    def compact(self) -> None:
        """Write the store anew without anything that was removed, in the order of reading; reading and writing go on.

        It needs as much room again as the store has, and some ten seconds for a million triples. A text that is removed
        while it goes on may stay until the next time. Raises StoreUnavailable where there is no room, or somebody reads
        on and on, and changes nothing.
        """
        self._check_writable()
        with self._compacting:
            if self.path is None:
                self.store.optimize()
                return
            try:
                if shutil.disk_usage(self.path).free < self.size():  # rather than have writes fail in the meantime
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                self._write_anew()
            except _FAULTS as error:
                error.with_traceback(None)  # its frames hold the stores, and whoever keeps the error would keep them
                raise StoreUnavailable(f"the store cannot be written anew: {_reason(error)}") from _numbered(error)
            finally:
                with self._writing:
                    self._since = None
                shutil.rmtree(new_folder(self.path), ignore_errors=True)
            shutil.rmtree(old_folder(self.path), ignore_errors=True)

    def _write_anew(self) -> None:
        with self._writing:
            quads, self._since = iter(self.store), []  # the store as it is at this moment, and what comes after
        target = begin(self.path)
        fill(target, self._until_closed(quads))
        del quads  # it holds the old store
        for _ in range(2):  # the second time there is little, so that little is left for the time when nobody writes
            self._repeat(target)
            write_out(target, self.path)
        with self._writing:
            if self._turning is not None:
                self._turning.join()
            self._repeat(target)
            write_out(target, self.path)
            del target
            self._exchange()

    def _until_closed(self, quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            if self._ending:
                raise OSError("the store is being closed")
            yield quad

    def _repeat(self, target: ox.Store) -> None:
        """Make the changes that were made so far in a store that a compaction writes."""
        for _ in range(len(self._since)):
            self._since.pop(0)(SimpleNamespace(store=target))

    def _exchange(self) -> None:
        with self._gate.alone(_PATIENCE):
            lock = FolderLock(new_folder(self.path), shared=False, purpose=self._purpose)
            self._store = None
            try:
                exchange(self.path)
                lock, self._lock = self._lock, lock
            finally:
                lock.release()
                self._open(False)
            self.generation += 1

    def dump(self, output: BinaryIO) -> None:
        """Write everything as N-Quads, in no order."""
        import pyoxigraph as ox

        with self._reading():
            self.store.dump(output, ox.RdfFormat.N_QUADS)

    def size(self) -> int:
        """Bytes on the disk; 0 in memory."""
        if self.path is None:
            return 0
        found = 0
        for entry in os.scandir(self.path):
            with suppress(FileNotFoundError):  # RocksDB removes files at any moment
                found += entry.stat().st_size if entry.is_file() else 0
        return found

    def close(self) -> None:
        self._ending = True
        with self._compacting, self._writing:
            if self._turning is not None:
                self._turning.join()
            # RocksDB lets go when its last user does; the lock that names us goes after it.
            self._store, self._logged = None, 0
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def _reading(self, act: str = "read") -> Iterator[None]:
        with self._gate.reading():
            try:
                yield
            except SyntaxError as error:
                raise StoreError(f"no query: {str(error).splitlines()[0]}") from None
            except _FAULTS as error:
                raise StoreUnavailable(f"the store cannot be {act}: {_reason(error)}") from _numbered(error)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._writing:
            try:
                self._revive()
                self._renew()
                yield
            except _FAULTS as error:
                self._stuck = f"the store cannot be written: {_reason(error)}; nothing was changed"
                raise StoreUnavailable(self._stuck) from _numbered(error)

    def _revive(self) -> None:
        """After a write that the disk refused, RocksDB takes none until it is opened anew: try that, once a second."""
        if not self._stuck or self.path is None or self._store is None:
            return
        if time.monotonic() - self._tried >= 1:
            self._tried = time.monotonic()
            if self._turning is not None:
                self._turning.join()
            with suppress(TimeoutError), self._gate.alone(_PAUSE):
                self._open_anew()
        if self._stuck:
            raise StoreUnavailable(self._stuck)

    def _renew(self) -> None:
        """Let go of what RocksDB remembers, once in ``_AGE`` quads; where somebody reads on, the next time."""
        if self._age < _AGE or self.path is None or self._store is None or self._since is not None:
            return
        # Making files of the log may wait for a merge of a minute, so it is never waited for here; a log that is short
        # is read again within a tenth of a second.
        if self._logged >= _LOG or (self._turning is not None and self._turning.is_alive()):
            return
        self._age, self._turning = 0, None
        with suppress(TimeoutError), self._gate.alone(_HASTE):
            self._stuck = "the store cannot be opened anew to write; nothing was changed"
            self._open_anew()
            trim()
        if self._stuck:
            raise StoreUnavailable(self._stuck)

    def _open_anew(self) -> None:
        import pyoxigraph as ox

        self._store = None
        try:
            self._store = ox.Store(str(self.path))
            self._stuck = ""
        except _FAULTS:  # there is still no room, but what is there can be read
            with suppress(*_FAULTS):
                self._store = ox.Store.read_only(str(self.path))


def _turn(store: ox.Store) -> None:
    with suppress(*_FAULTS):  # a full disk: the log stays as long as it is, and the next write says what is wrong
        store.flush()


def _numbered(error: Exception) -> OSError | None:
    """The system's own error, of which Oxigraph passes on the text alone; so that callers can tell a full disk."""
    for number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO):
        if os.strerror(number) in str(error):
            return OSError(number, os.strerror(number))
    return None


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())[:300]
    if "No space left" in text or "File too large" in text or "Disk quota" in text:
        return f"the disk is full or a limit on file size is reached ({text}); make room"
    if "Read-only file system" in text or "Permission denied" in text:
        return f"the folder is not writable ({text})"
    if "Corruption" in text or "corrupt" in text.lower():
        return f"its files are damaged ({text}); restore a dump or a backup with qgov store load"
    return text
