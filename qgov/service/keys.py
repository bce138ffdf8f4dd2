"""API keys: who may ask. The file holds hashes only; the key itself is shown once, when it is made.

A key reads ``qgov_<id>_<secret>``; the secret has 32 random bytes, so that a plain SHA-256 of it resists any guessing.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from qgov.base.parse import fault
from qgov.service.callers import SCOPES, Caller
from qgov.store.names import tenant_prefix

KEY = re.compile(r"qgov_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_HASH = re.compile(r"[0-9a-f]{64}")
RESERVED = ("local", "public")
VERSION = 1
LOOK = 1.0


@dataclass(frozen=True)
class Key:
    """One key as the file has it; times are ISO 8601 in UTC, ``expires`` and ``revoked`` empty where they are not."""

    id: str
    tenant: str
    scopes: tuple[str, ...]
    hash: str
    created: str
    expires: str = ""
    revoked: str = ""
    note: str = ""

    def valid(self, now: datetime) -> bool:
        """Whether the key is good at a time."""
        return not self.revoked and (not self.expires or now < datetime.fromisoformat(self.expires))

    def shown(self) -> dict:
        """What may be shown of it: everything but its hash."""
        return {name: value for name, value in asdict(self).items() if name != "hash"}


# Stands for every key that there is not: its hash is of no secret.
_NO_ONE = Key("", "", (), "0" * 64, "", revoked="always")


class KeyFile:
    """The keys of one file, which is created with mode 0600. Changes are made under a lock and all at once."""

    def __init__(self, path: Path):
        self.path = path

    def keys(self) -> list[Key]:
        """All keys, in the order in which they were made; InputError where the file cannot be trusted or read."""
        try:
            with open(self.path, "rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                content = file.read()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise fault("", f"cannot read {self.path}: {error.strerror}", "run as the user of the service") from None
        if mode & 0o077:
            raise fault("", f"others may read or change {self.path}", "chmod 600 it; then revoke keys you doubt")
        try:
            data = json.loads(content)
            if data["version"] != VERSION:
                raise fault("", f"{self.path} has the version {data['version']}", f"this program reads {VERSION}")
            return [_key(row) for row in data["keys"]]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            if isinstance(error, ValueError) and hasattr(error, "faults"):
                raise
            raise fault("", f"{self.path} is damaged", "restore it, or remove it and make new keys") from None

    def add(self, tenant: str, scopes: Iterable[str], *, expires: datetime | None = None, note: str = "") -> tuple:
        """Make a key: what is kept of it, and its text, which is nowhere else. InputError for a bad name or scope."""
        tenant_prefix(tenant)
        if tenant in RESERVED:
            raise fault("", f"the tenant {tenant!r} is reserved", "choose another name")
        held = tuple(name for name in SCOPES if name in set(scopes))
        if unknown := sorted(set(scopes) - set(SCOPES)):
            raise fault("", f"{unknown[0][:80]!r} is no scope", "known: " + ", ".join(SCOPES))
        if not held:
            raise fault("", "a key needs a scope", "give some of " + ", ".join(SCOPES))
        now = datetime.now(UTC)
        if expires is not None and expires <= now:
            raise fault("", "the key would have expired already", "give a later day")
        if len(note) > 200 or not note.isprintable():
            raise fault("", "the note is too long or not printable", "give at most 200 characters on one line")
        id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        until = expires.astimezone(UTC).isoformat(timespec="seconds") if expires else ""
        key = Key(id, tenant, held, digest(id, secret), now.isoformat(timespec="seconds"), until, "", note)
        with self._locked():
            self._write([*self.keys(), key])
        return key, f"qgov_{id}_{secret}"

    def revoke(self, id: str) -> Key:
        """Make a key invalid for good; InputError where there is none with this id."""
        with self._locked():
            keys = self.keys()
            for index, key in enumerate(keys):
                if key.id == id:
                    if not key.revoked:
                        now = datetime.now(UTC).isoformat(timespec="seconds")
                        keys[index] = key = replace(key, revoked=now)
                        self._write(keys)
                    return key
        raise fault("", f"there is no key {id[:80]!r}", "`qgov keys list` shows them")

    @contextmanager
    def _locked(self):
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write(self, keys: list[Key]) -> None:
        content = json.dumps({"version": VERSION, "keys": [asdict(key) for key in keys]}, indent=1).encode()
        beside = self.path.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _key(row: dict) -> Key:
    """A key as the file has it. ValueError, TypeError or KeyError where a part of it is not what it has to be."""
    key = Key(**{**row, "scopes": tuple(row["scopes"])})
    texts = all(isinstance(value, str) for name, value in asdict(key).items() if name != "scopes")
    if not texts or not isinstance(row["scopes"], list) or not all(isinstance(scope, str) for scope in key.scopes):
        raise TypeError("a part is no text")
    if not _HASH.fullmatch(key.hash) or (key.expires and datetime.fromisoformat(key.expires).tzinfo is None):
        raise ValueError("no hash, or no moment with its zone")
    return key


class KeyRing:
    """The keys as the service knows them; a change of the file is seen within a second. A file that can no longer be
    read or trusted leaves no key valid."""

    def __init__(self, file: KeyFile, on_fault=lambda error: None):
        self.file, self._on_fault = file, on_fault
        self._stamp, self._looked = self._state(), time.monotonic()
        self._keys = {key.id: key for key in file.keys()}

    def caller(self, text: str) -> Caller | None:
        """The caller whose key this is, or None. What is wrong with it makes no difference, also not in time: a secret
        is always hashed and compared, for an unknown id with a hash that no secret has."""
        self._refresh()
        parts = KEY.fullmatch(text)
        id, secret = (parts[1], parts[2]) if parts else ("", "")
        key = self._keys.get(id, _NO_ONE)
        if not hmac.compare_digest(digest(id, secret), key.hash) or not key.valid(datetime.now(UTC)):
            return None
        return Caller(key.id, key.tenant, frozenset(key.scopes))

    def count(self) -> int:
        """How many keys are valid now."""
        now = datetime.now(UTC)
        return sum(key.valid(now) for key in self._keys.values())

    def _state(self) -> tuple | None:
        try:
            found = os.stat(self.file.path)
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        state = self._state()
        if state == self._stamp:
            return
        self._stamp = state
        try:
            self._keys = {key.id: key for key in self.file.keys()}
        except ValueError as error:
            self._keys = {}
            self._on_fault(error)


def digest(id: str, secret: str) -> str:
    """What is kept of a secret; bound to its id, so that the hash of one key serves no other."""
    return hashlib.sha256(f"qgov-key/1:{id}:{secret}".encode()).hexdigest()
