"""A store written anew beside itself, without what was removed, and put in its place.

Oxigraph keeps each text once and for good, even when no triple holds it any more. Who must erase a text, and not only
the triple that it stood in, has to leave it behind: everything that is there goes into a new folder, the folders are
exchanged by two renames, and the old one is removed. A stop at any moment leaves one of the two whole; ``settle`` tells
which, before a store is opened.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from qgov.store.lock import FolderLock

if TYPE_CHECKING:
    import pyoxigraph as ox


def new_folder(path: Path) -> Path:
    """Where a store is written anew."""
    folder = path.resolve()
    return folder.with_name(folder.name + ".compact-new")


def old_folder(path: Path) -> Path:
    """Where a store stands that was written anew, until it is removed."""
    folder = path.resolve()
    return folder.with_name(folder.name + ".compact-old")


def begin(path: Path) -> ox.Store:
    """An empty store in the new folder beside a store."""
    import pyoxigraph as ox

    new = new_folder(path)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    return ox.Store(str(new))


def fill(target: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Write quads in the order of reading."""
    target.bulk_extend(quads)
    target.optimize()


def write_out(target: ox.Store, path: Path) -> None:
    """Have all that a store in the new folder holds written out to the disk."""
    target.flush()
    new = new_folder(path)
    for name in (*sorted(os.listdir(new)), "."):
        fsync(new / name)


def exchange(path: Path) -> None:
    """Put the new folder in the place of the old one; a link to it goes on leading there."""
    path = path.resolve()
    os.rename(path, old_folder(path))
    try:
        os.rename(new_folder(path), path)
    except OSError:
        os.rename(old_folder(path), path)
        raise
    fsync(path.parent)


def settle(path: Path) -> None:
    """Finish or undo what a compaction that was stopped has left. Raises StoreLocked where one is under way."""
    old, new, path = old_folder(path), new_folder(path), path.resolve()
    if old.is_dir():
        lock = FolderLock(old, shared=False)
        try:
            if not path.exists():  # stopped between the two renames
                os.rename(old, path)
            else:
                shutil.rmtree(old)
        finally:
            lock.release()
    if new.is_dir() and path.is_dir():
        lock = FolderLock(path, shared=False)
        try:
            shutil.rmtree(new, ignore_errors=True)
        finally:
            lock.release()


def fsync(path: Path) -> None:
    """Have a file or a folder written out to the disk."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:  # RocksDB had no more use for it, and has written out what took its place
        return
    try:
        os.fsync(file)
    finally:
        os.close(file)
