"""``qgov keys``: make, list and revoke the API keys of the service."""

from __future__ import annotations

import argparse
import sys

from qgov.cli.codes import CLEAR
from qgov.cli.settings import add_settings_options, settings_of

_RAW = argparse.RawDescriptionHelpFormatter


def add_keys_commands(commands) -> None:
    """Add ``keys`` with ``add``, ``list`` and ``revoke``."""
    group = commands.add_parser(
        "keys", help="make, list and revoke API keys of the service", formatter_class=_RAW,
        description="Make, list and revoke API keys of the service. A running service sees a change within a second.",
        epilog="""examples:
  qgov keys add --data-dir /var/lib/qgov --tenant acme --scopes read,decide
  qgov keys add --config qgov.toml --tenant ops --scopes admin --expires 2027-12-31 --note "metrics"
  qgov keys list --data-dir /var/lib/qgov
  qgov keys revoke --data-dir /var/lib/qgov 4f1c2a9be037""",
    )  # fmt: skip
    actions = group.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser(
        "add", help="make a key; it is shown once",
        description="Make a key and print it on stdout. Only its hash is kept, so that it is never shown again.",
        formatter_class=_RAW, epilog="""examples:
  qgov keys add --data-dir qgov-data --tenant acme --scopes read,decide --note "laboratory" > key.txt
  qgov keys add --config qgov.toml --tenant ops --scopes admin --expires 2027-12-31""",
    )  # fmt: skip
    add.add_argument("--tenant", required=True, help="whose key it is: a-z, 0-9 and -; tenants never see each other")
    add.add_argument("--scopes", required=True, help="what it may do: some of read,decide,draft (check drafts),admin")
    add.add_argument("--expires", metavar="DATE", help="last day on which it is good (year-month-day), in UTC")
    add.add_argument("--note", default="", help="what it is for, at most 200 characters")
    shown = actions.add_parser(
        "list", help="list keys, without secrets or hashes", formatter_class=_RAW,
        description="List keys: id, state, tenant, scopes, last day and note; no secrets or hashes.",
        epilog="""examples:
  qgov keys list --data-dir qgov-data
  qgov keys list --config qgov.toml --format json""",
    )  # fmt: skip
    shown.add_argument("--format", choices=("table", "json"), default="table")
    revoke = actions.add_parser(
        "revoke", help="make a key invalid for good", description="Make a key invalid for good.", formatter_class=_RAW,
        epilog="""examples:
  qgov keys revoke --data-dir qgov-data 4f1c2a9be037
  qgov keys revoke --config qgov.toml 4f1c2a9be037""",
    )  # fmt: skip
    revoke.add_argument("id", help="the id, as list shows it")
    for parser, run in ((add, _add), (shown, _list), (revoke, _revoke)):
        add_settings_options(parser)
        parser.set_defaults(run=run)


def _file(arguments, there: bool = True):
    """The file of keys; its folder must be there, unless a key is to be made in it."""
    from qgov.base.parse import fault
    from qgov.service.keys import KeyFile

    path = settings_of(arguments).keys_file
    if path is None:
        raise fault("", "no data_dir is set, where the keys lie", "give --data-dir DIR, or --config FILE that sets it")
    if there and not path.parent.is_dir():
        raise fault(
            "", f"{path.parent} is no folder, so that no keys lie in it",
            "give the data_dir of the service; `qgov keys add` makes it with a first key",
        )  # fmt: skip
    return KeyFile(path)


def _add(arguments) -> int:
    from datetime import UTC, datetime, time, timedelta

    from qgov.reasoning import law_date

    day = law_date(arguments.expires)
    expires = datetime.combine(day + timedelta(days=1), time(), UTC) if day else None
    scopes = [word.strip() for word in arguments.scopes.split(",") if word.strip()]
    key, text = _file(arguments, there=False).add(arguments.tenant, scopes, expires=expires, note=arguments.note)
    until = f", until {key.expires}" if key.expires else ""
    print(f"key {key.id} of {key.tenant} for {', '.join(key.scopes)}{until}; it is not shown again:", file=sys.stderr)
    print(text)
    return CLEAR


def _list(arguments) -> int:
    import json
    from datetime import UTC, datetime

    file = _file(arguments)
    keys = file.keys()
    if arguments.format == "json":
        print(json.dumps([key.shown() for key in keys], indent=2, ensure_ascii=False))
        return CLEAR
    if not keys:
        print(f"no keys in {file.path}; `qgov keys add` makes one", file=sys.stderr)
    now = datetime.now(UTC)
    for key in keys:
        state = "revoked" if key.revoked else "good" if key.valid(now) else "expired"
        until = key.expires or "for good"
        print(f"{key.id}  {state:8}{key.tenant:16}{','.join(key.scopes):26}{until:28}{key.note}".rstrip())
    return CLEAR


def _revoke(arguments) -> int:
    key = _file(arguments).revoke(arguments.id)
    print(f"key {key.id} of {key.tenant} is revoked since {key.revoked}", file=sys.stderr)
    return CLEAR
