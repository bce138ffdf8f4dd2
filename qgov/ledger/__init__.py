"""The audit ledger: what was decided, in the order in which it was decided, so that no later change goes unseen.

A ledger is a folder. ``segment-<number of its first entry, 12 digits>.jsonl`` holds entries, one a line, each line in
the canonical JSON of RFC 8785 and ended by one newline; segments follow one another without a gap::

    {"hash": H, "header": {...}, "payload": {...}, "salt": S}

- ``header``: ``format`` (``qgov-ledger/1``), ``seq`` (1, 2, 3 ...), ``previous`` (the hash of the entry before; 64
  zeros before the first), ``time`` (UTC, never before that of the entry before), ``clock`` (only where the clock had
  gone back: what it said), ``kind``, ``tenant``, ``commitment``, and ``receipt`` where the payload carries a receipt.
- ``hash``: SHA-256 of the canonical header.
- ``salt``: 32 random bytes, in hexadecimal.
- ``payload``: an object; its numbers are ``{"@decimal": text}``, as in receipts.
- ``commitment``: SHA-256 of the 32 bytes of the salt and the canonical payload, one after the other.
- ``receipt``: SHA-256 of the 32 bytes of the salt and the 64 hexadecimal digits of the receipt's own hash
  (``payload.receipt.sha256`` or ``payload.decision.receipt.sha256``): a receipt is shown to be in the ledger by salt
  and header alone.

Redaction takes ``payload`` and ``salt`` away and leaves the rest, so that the chain stays checkable, and without the
salt nobody can confirm a guess at what stood there. It is lawful only where a later entry of the kind ``redaction``
names the number (``payload.redacted``, spans ``[first, last]``), with ``reason`` and ``by``. An entry of the kind
``recovery`` tells of a line that a crash cut off: it was never acknowledged and lies in ``set-aside/``.

Whoever can write the folder can cut off its end or write the whole chain anew; a *checkpoint* kept elsewhere shows it.
It is one line of canonical JSON, ``{"format": "qgov-ledger-checkpoint/1", "ledger": hash of entry 1, "seq", "hash",
"time"}``, signed with a Data Integrity proof (eddsa-jcs-2022, as receipts are). What the disk itself or its backups
keep of an erased payload is beyond the ledger.

A ledger whose last entry is damaged takes no other: nothing is chained to what does not hold. Keep its folder as it is,
for whoever is to find out what happened, and begin another.
"""

from qgov.ledger.check import Verification, verify
from qgov.ledger.entry import Entry, LedgerError, prepare
from qgov.ledger.ledger import Ledger

__all__ = ["Entry", "Ledger", "LedgerError", "Verification", "prepare", "verify"]
