"""``qgov serve``: the service, by the settings of a file, the environment and the command line."""

from __future__ import annotations

import argparse

from qgov.cli.codes import CLEAR
from qgov.cli.settings import add_settings_options, settings_of

EXAMPLES = """examples:
  qgov serve                                    http://127.0.0.1:8000, documentation at /docs; nothing is kept
  qgov serve --data-dir /var/lib/qgov           keeps decisions in a ledger and a store
  qgov serve --config deploy/qgov.toml          all settings from a file
  QGOV_PORT=8080 qgov serve                     or from the environment
  qgov serve --set query_deadline=2 --set sparql=false
An address that other machines reach needs authentication (`qgov keys add`), public_hosts and isolated query workers;
`qgov doctor` tells what is missing."""


def add_serve(parser: argparse.ArgumentParser) -> None:
    """The options of ``qgov serve``."""
    parser.add_argument("--host", help="address to listen on, by default 127.0.0.1; others need authentication")
    parser.add_argument("--port", type=int, help="port to listen on, by default 8000; 0 takes a free one")
    parser.add_argument(
        "--processes", metavar="N", help="processes that decide, by default one a processor; 0: threads"
    )
    add_settings_options(parser)


def serve(arguments) -> int:
    """Serve until a signal ends it."""
    from qgov.base.errors import InputError
    from qgov.base.parse import fault

    settings = settings_of(arguments, host=arguments.host, port=arguments.port, processes=arguments.processes)
    from qgov.api.server import ServeError
    from qgov.api.server import serve as serve_http
    from qgov.ledger import LedgerError
    from qgov.store import StoreError

    try:
        serve_http(settings=settings)
    except InputError:
        raise
    except (ServeError, StoreError, LedgerError) as error:
        raise fault("", str(error), "`qgov doctor` tells what is active and what is missing") from None
    return CLEAR
