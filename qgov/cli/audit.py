"""The audit ledger on the command line: ``qgov audit``, its options and their examples."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qgov.cli.codes import CLEAR, CONTROLLED

_RAW = argparse.RawDescriptionHelpFormatter
_EXAMPLES = {
    "verify": """
  qgov audit verify /var/lib/qgov/ledger
  qgov audit verify ledger --checkpoints /mnt/elsewhere/checkpoints.jsonl --trust public.did
exit codes: 0 the ledger holds; 1 it does not, and the first wrong entry is named; 2 it cannot be read""",
    "show": """
  qgov audit show ledger                       the last entries
  qgov audit show ledger 17 18                 these entries in full
  qgov audit show ledger --receipt 96d2f103...   the entry that was made for a receipt
  qgov audit show ledger --tenant acme --after 100 --limit 50 --format json""",
    "export": """
  qgov audit export ledger --format turtle > provenance.ttl     PROV-O, without the payloads
  qgov audit export ledger --format ndjson -o ledger.ndjson     the entries as they stand, for another archive""",
    "checkpoint": """
  qgov audit checkpoint ledger -o /mnt/elsewhere/checkpoints.jsonl --sign signing.pem
Keep the file where those who can write the ledger cannot: it alone shows that the end was cut off.""",
    "redact": """
  qgov audit redact ledger 17 18 --reason "request of the data subject of 2026-11-20" --by "privacy office\"""",
    "retain": """
  qgov audit retain ledger --days 1825 --by "retention job"     erases what is older than five years""",
}


def add_audit_commands(commands) -> None:
    """Add the commands that check, show, export and prune the audit ledger."""
    group = commands.add_parser(
        "audit",
        help="check, show, export and prune the audit ledger",
        description="The ledger holds every decision of the service, each chained to the one before by its hash.",
        formatter_class=_RAW,
        epilog="""examples:
  qgov audit verify ledger                     is every entry as it was written
  qgov audit checkpoint ledger -o FILE         note where it ends, in a file kept elsewhere
  qgov audit show ledger 17                    one entry
  qgov audit export ledger --format turtle     PROV-O
  qgov audit redact ledger 17 --reason TEXT --by NAME
  qgov audit retain ledger --days 1825 --by NAME""",
    )
    parts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)

    verify = _command(parts, "verify", "check every entry, and name the first that is not as it was written")
    verify.add_argument("--checkpoints", metavar="FILE", action="append", default=[], help="a file of checkpoints; "
                        "the ledger's own is always read")  # fmt: skip
    verify.add_argument("--trust", metavar="KEY", help="who must have signed the checkpoints: did:key:..., or a file")
    verify.add_argument("--format", choices=("text", "json"), default="text")

    show = _command(parts, "show", "show entries")
    show.add_argument("seq", metavar="N", nargs="*", type=_number, help="numbers of entries, shown in full")
    show.add_argument("--receipt", metavar="HASH", help="the entries made for the receipt with this SHA-256")
    _selection(show)
    show.add_argument("--limit", metavar="N", type=_number, default=20, help="how many, by default the last 20")
    show.add_argument("--format", choices=("text", "json"), default="text")

    export = _command(parts, "export", "export entries as PROV-O or as lines of JSON")
    export.add_argument("--format", choices=("turtle", "jsonld", "ndjson"), default="turtle")
    _selection(export)
    export.add_argument("-o", "--output", metavar="FILE", help="write to a file instead of stdout")

    checkpoint = _command(parts, "checkpoint", "check the ledger and note its last entry in a file")
    checkpoint.add_argument("-o", "--output", metavar="FILE", required=True, help="a file to append to")
    checkpoint.add_argument("--sign", metavar="KEY", help="sign with the key in a file, made by qgov key")

    redact = _command(parts, "redact", "erase what entries hold, and tell so in the ledger")
    redact.add_argument("seq", metavar="N", nargs="+", type=_number, help="numbers of entries")
    redact.add_argument("--reason", required=True, help="why; it stays in the ledger")
    redact.add_argument("--by", required=True, help="who; it stays in the ledger")

    retain = _command(parts, "retain", "erase what entries older than some days hold")
    retain.add_argument("--days", metavar="N", required=True, type=_number, help="how many days are kept")
    retain.add_argument("--by", required=True, help="who; it stays in the ledger")
    retain.add_argument("--tenant", help="only entries of one tenant")


def _command(parts, name: str, summary: str) -> argparse.ArgumentParser:
    parser = parts.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog="examples:" + _EXAMPLES[name],
        formatter_class=_RAW,
    )
    parser.add_argument("ledger", metavar="LEDGER", help="the folder of the ledger")
    parser.set_defaults(run=lambda arguments: _run(globals()["_" + name], arguments))
    return parser


def _selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", help="only entries of one tenant")
    parser.add_argument("--after", metavar="N", type=_number, help="only entries after a number")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise argparse.ArgumentTypeError("a number, 0 or more")
    return int(text)


def _run(command, arguments) -> int:
    from qgov.base.parse import fault
    from qgov.ledger import LedgerError

    folder = Path(arguments.ledger)
    if not folder.is_dir():
        raise fault("", f"{folder} is no folder", "give the folder of the ledger")
    try:
        return command(folder, arguments)
    except LedgerError as error:
        raise fault("", str(error)) from None


def _verify(folder: Path, arguments) -> int:
    from qgov.cli.commands import _print_json

    found = _checked(folder, arguments.checkpoints, _trusted(arguments.trust))
    if arguments.format == "json":
        _print_json(found.to_dict())
    else:
        for note in found.notes:
            print(f"note   {note}")
        if found.wrong is not None:
            print(f"WRONG  entry {found.wrong.seq}: {found.wrong.kind}: {found.wrong.what}")
        print(
            f"The ledger {'holds' if found.holds else 'does not hold'}: {found.seq} sound entries, {found.redacted}"
            f" of them redacted, {found.checkpoints} checkpoints compared"
        )
        print(f"  last sound entry sha256:{found.hash}")
    return CLEAR if found.holds else CONTROLLED


def _checked(folder: Path, files: list[str], trust: str | None):
    from qgov.ledger import verify

    own = folder / "checkpoints.jsonl"
    return verify(folder, checkpoints=[*files, *([own] if own.exists() else [])], trust=trust)


def _trusted(text: str | None) -> str | None:
    from qgov.base.parse import fault
    from qgov.verifier.verify import Unreadable, key_bytes

    if text is None:
        return None
    try:
        key = text if text.startswith("did:key:") else Path(text).read_text(encoding="utf-8").strip()
        key_bytes(key)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise fault("", f"cannot read the key to trust: {error}", "give did:key:..., or a file with it") from None
    return key


def _show(folder: Path, arguments) -> int:
    from qgov.base.errors import written
    from qgov.base.parse import fault
    from qgov.cli.commands import _json, _print_json
    from qgov.ledger import reading

    if arguments.receipt is not None:
        found = list(reading.with_receipt(folder, arguments.receipt.lower().removeprefix("sha256:")))
        if not found:
            raise fault("", "no entry was made for this receipt", "give the sha256 of a decision's receipt; an entry "
                        "that was redacted is not found")  # fmt: skip
    elif arguments.seq:
        found = [reading.entry(folder, seq) for seq in arguments.seq]
        if None in found:
            raise fault("", f"there is no entry {arguments.seq[found.index(None)]}", "qgov audit show lists them")
    elif arguments.after is not None:
        from itertools import islice

        found = list(islice(reading.entries(folder, tenant=arguments.tenant, after=arguments.after), arguments.limit))
    else:
        found = reading.latest(folder, arguments.limit, arguments.tenant)
    if arguments.format == "json":
        _print_json([entry.to_dict() for entry in found])
        return CLEAR
    full = arguments.receipt is not None or bool(arguments.seq)
    for entry in found:
        tenant = f"  tenant {written(entry.tenant)}" if entry.tenant else ""
        print(f"{entry.seq:>8}  {entry.time}  {entry.kind}{tenant}{'  (redacted)' if entry.payload is None else ''}")
        if full:
            print(f"          sha256:{entry.hash}")
            if entry.payload is not None:
                print("".join(f"          {written(line)}\n" for line in _json(entry.payload).splitlines()), end="")
    return CLEAR


def _export(folder: Path, arguments) -> int:
    from qgov.base.parse import fault
    from qgov.cli.commands import _write
    from qgov.ledger import reading
    from qgov.ledger.export import ndjson, provenance

    entries = reading.entries(folder, tenant=arguments.tenant, after=arguments.after or 0)
    if arguments.format == "ndjson":
        if not arguments.output:
            sys.stdout.buffer.writelines(ndjson(entries))
            return CLEAR
        content = b"".join(ndjson(entries))
    else:
        first = reading.entry(folder, 1)
        if first is None:
            raise fault("", "the ledger is empty", "there is nothing to export")
        content = provenance(entries, first.hash, arguments.format)
    _write(content, arguments.output)
    return CLEAR


def _checkpoint(folder: Path, arguments) -> int:
    from datetime import UTC, datetime

    from qgov.base.parse import fault
    from qgov.cli.commands import _print_json
    from qgov.ledger import reading
    from qgov.ledger.checkpoints import append_checkpoint

    signer = None
    if arguments.sign:
        from qgov.reasoning.credential import read_key

        signer = read_key(Path(arguments.sign))
    out = Path(arguments.output)
    found = _checked(folder, [str(out)] if out.exists() else [], None)
    if found.wrong is not None:
        print(f"WRONG  entry {found.wrong.seq}: {found.wrong.kind}: {found.wrong.what}; no checkpoint was written")
        return CONTROLLED
    first = reading.entry(folder, 1)
    if first is None:
        raise fault("", "the ledger is empty", "a checkpoint needs an entry")
    _print_json(append_checkpoint(out, first.hash, found.seq, found.hash, datetime.now(UTC), signer))
    return CLEAR


def _redact(folder: Path, arguments) -> int:
    from qgov.ledger import Ledger

    with Ledger(folder) as ledger:
        _told(ledger.redact(arguments.seq, arguments.reason, arguments.by))
    return CLEAR


def _retain(folder: Path, arguments) -> int:
    from qgov.ledger import Ledger

    with Ledger(folder) as ledger:
        entries = ledger.retain(arguments.days, arguments.by, arguments.tenant)
        _told(entries)
        if not entries:
            print(f"nothing is older than {arguments.days} days")
    return CLEAR


def _told(entries) -> None:
    from qgov.ledger.redaction import redacted_spans

    for entry in entries:
        named = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in redacted_spans(entry))
        print(f"redacted {named}: told by entry {entry.seq}")
