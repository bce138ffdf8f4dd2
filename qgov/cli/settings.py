"""Where a command finds the settings of the service: options that ``serve``, ``keys`` and ``doctor`` share."""

from __future__ import annotations

import argparse


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """``--config``, ``--data-dir`` and ``--set``."""
    parser.add_argument("--config", metavar="FILE", help="settings in TOML; see deploy/qgov.toml. QGOV_… goes over it")
    parser.add_argument("--data-dir", metavar="DIR", help="where store, ledger, keys and jobs lie")
    parser.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[],
        help="one setting, over file and environment; repeat it for others. `qgov doctor --settings` lists them",
    )  # fmt: skip


def settings_of(arguments, **options):
    """The settings that the options of a command name; InputError where they do not fit."""
    from pathlib import Path

    from qgov.base.parse import fault
    from qgov.service.settings import Settings, read_settings

    given: dict[str, object] = {"data_dir": arguments.data_dir, **options}
    for text in arguments.set:
        name, equals, value = text.partition("=")
        if not equals:
            raise fault("", f"--set {text[:80]!r} has no value", "write --set name=value")
        name = name.strip().replace("-", "_").lower()
        field = Settings.model_fields.get(name)
        many = field is not None and "tuple" in str(field.annotation)
        given[name] = tuple(part.strip() for part in value.split(",") if part.strip()) if many else value
    return read_settings(Path(arguments.config) if arguments.config else None, **given)
