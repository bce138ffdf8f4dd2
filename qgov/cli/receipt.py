"""Receipts on the command line: written by ``decide``, checked by ``verify``, signed with a key that ``key`` makes."""

from __future__ import annotations

import argparse
import sys

from qgov.cli.codes import CLEAR

_RAW = argparse.RawDescriptionHelpFormatter


def add_receipt_options(decide: argparse.ArgumentParser) -> None:
    """The options of ``qgov decide``."""
    decide.add_argument(
        "--receipt", metavar="FILE", help="also write the full receipt, for qgov verify (packed if named .gz)"
    )
    decide.add_argument("--sign", metavar="KEY", help="sign the receipt with the key in a file, made by qgov key")


def add_receipt_commands(commands) -> None:
    """The commands ``verify`` and ``key``."""
    from qgov.verifier.verify import ABOUT, CHECKED, add_options

    check = commands.add_parser(
        "verify", help="check a receipt", formatter_class=_RAW, description=ABOUT,
        epilog=f"""{CHECKED}

examples:
  qgov decide --receipt receipt.json.gz transfer.json
  qgov verify receipt.json.gz
  qgov verify --trust did:key:z6Mk... --norms-hash 3f5a... receipt.json
  python verify.py receipt.json                 the same on a machine without qgov: one file, qgov/verifier/verify.py
exit codes: 0 the receipt holds; 1 it does not; 2 it cannot be read""",
    )  # fmt: skip
    add_options(check)
    check.set_defaults(run=verify)
    key = commands.add_parser(
        "key", help="make a key to sign receipts with", formatter_class=_RAW,
        description="Make an Ed25519 key, write it to a new file, and print its public part.",
        epilog="""examples:
  qgov key signing.pem > public.did             did:key:z6Mk..., for whoever is to trust it
  qgov decide --receipt receipt.json --sign signing.pem transfer.json""",
    )  # fmt: skip
    key.add_argument("file", metavar="FILE", help="a new file; keep it secret")
    key.set_defaults(run=new_key)


def write_receipt(arguments, decision) -> None:
    """Write the full receipt that ``qgov decide`` was asked for; its hash goes to stderr."""
    from qgov.base.parse import fault

    if not arguments.receipt:
        if arguments.sign:
            raise fault("", "--sign without --receipt", "give --receipt FILE, the file to write the signed receipt to")
        return
    import gzip
    from pathlib import Path

    from qgov.reasoning.receipt import canonical_receipt, sha256

    receipt = decision.full_receipt()
    if arguments.sign:
        from qgov.reasoning.credential import credential, read_key

        receipt = credential(receipt, read_key(Path(arguments.sign)))
    content = canonical_receipt(receipt)
    packed = gzip.compress(content, 9, mtime=0) if arguments.receipt.endswith(".gz") else content
    try:
        Path(arguments.receipt).write_bytes(packed)
    except OSError as error:
        why = f"cannot write {arguments.receipt}: {error.strerror}"
        raise fault("", why, "give a file that can be written") from None
    print(f"receipt sha256:{sha256(content)}", file=sys.stderr)


def verify(arguments) -> int:
    from qgov.verifier.verify import run

    return run(arguments)


def new_key(arguments) -> int:
    from pathlib import Path

    from qgov.reasoning.credential import new_key as make

    print(make(Path(arguments.file)))
    return CLEAR
