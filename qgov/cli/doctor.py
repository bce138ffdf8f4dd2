"""``qgov doctor``: what is active under the settings of the service, and what stands in its way."""

from __future__ import annotations

import argparse
import json

from qgov.cli.codes import CLEAR, CONTROLLED
from qgov.cli.settings import add_settings_options, settings_of

_MARKS = {"good": "  ", "note": "- ", "bad": "! "}
EXAMPLES = """examples:
  qgov doctor                                   of a service with the default settings
  qgov doctor --config /etc/qgov/qgov.toml
  qgov doctor --settings                        every setting, its default and its meaning
marks: - worth knowing; ! stands in the way
exit codes: 0 nothing stands in the way; 1 something does; 2 the settings cannot be read"""


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """The options of ``qgov doctor``."""
    parser.add_argument("--settings", action="store_true", help="list every setting instead")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_settings_options(parser)


def doctor(arguments) -> int:
    """Look, and say what was found."""
    if arguments.settings:
        return _settings(arguments.format)
    settings = settings_of(arguments)
    from qgov.api.server import check_bind
    from qgov.service.doctor import BAD, examine

    rows = []
    for row in examine(settings, check_bind):
        rows.append(row)
        if arguments.format == "text":
            print(f"{_MARKS[row.state]}{row.about:16}{row.said}", flush=True)
    if arguments.format == "json":
        print(json.dumps([{"about": row.about, "state": row.state, "said": row.said} for row in rows], indent=2))
    return CONTROLLED if any(row.state == BAD for row in rows) else CLEAR


def _settings(format: str) -> int:
    from qgov.service.settings import PREFIX, Settings

    defaults = Settings()
    rows = [
        {"name": name, "environment": PREFIX + name.upper(), "default": _plain(getattr(defaults, name)),
         "meaning": field.description}
        for name, field in Settings.model_fields.items()
    ]  # fmt: skip
    if format == "json":
        print(json.dumps(rows, indent=2))
        return CLEAR
    for row in rows:
        print(f"{row['name']:22}{json.dumps(row['default']):24}{row['meaning']}")
    return CLEAR


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
