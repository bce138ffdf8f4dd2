"""Reads calibration files that vendors publish and returns an item in the dossier format.

Formats: the backend properties of IBM Quantum (``props_*.json`` of qiskit-ibm-runtime) with the configuration
(``conf_*.json``) as an optional second file. No vendor software is imported.
"""

from __future__ import annotations

from pathlib import Path

from qgov.base.parse import check_tree, fault, parse_data
from qgov.dossier.importers.ibm import (
    IBM_CONFIGURATION,
    IBM_PROPERTIES,
    looks_like,
    read_configuration,
    read_properties,
)
from qgov.dossier.importers.item import build_item
from qgov.dossier.importers.writing import write_json

__all__ = [
    "IBM_CONFIGURATION",
    "IBM_PROPERTIES",
    "detect",
    "import_calibration",
    "import_file_text",
    "to_item",
    "write_json",
]


def detect(payload: object) -> str:
    """The format of a parsed file, IBM_PROPERTIES or IBM_CONFIGURATION; InputError if it is neither."""
    found = looks_like(payload)
    if found is None:
        raise fault("", "this is no calibration file that can be read", "give IBM backend properties as JSON")
    return found


def to_item(
    properties: object, configuration: object = None, *, id: str | None = None, source: str | None = None
) -> dict:
    """One dossier item of type QuantumComputer from parsed files.

    ``id`` is the item's local id (default: the backend's name); ``source`` names the file in the provenance of every
    number (default: the backend, its version and the snapshot's time). Every number is a Decimal or an int.
    Raises InputError with a JSON Pointer for whatever is missing, of the wrong type or physically impossible.
    """
    properties = check_tree(properties)
    if detect(properties) != IBM_PROPERTIES:
        raise fault("", "this is a configuration, not the properties", "give the properties first")
    snapshot = read_properties(properties)
    if configuration is not None:
        configuration = check_tree(configuration)
        if detect(configuration) != IBM_CONFIGURATION:
            raise fault("", "the second file is no IBM backend configuration", "leave it out or give conf_*.json")
        snapshot = read_configuration(configuration, snapshot)
    return build_item(snapshot, id=id, source=source)


def import_file_text(
    data: dict | str | bytes,
    configuration: dict | str | bytes | None = None,
    *,
    id: str | None = None,
    source: str | None = None,
) -> dict:
    """Like ``to_item``, from the text of the files or from parsed ones."""
    return to_item(_parsed(data), None if configuration is None else _parsed(configuration), id=id, source=source)


def import_calibration(path: str | Path, configuration: str | Path | None = None, *, id: str | None = None) -> dict:
    """Like ``to_item``, from files on disk; a file that cannot be read is an InputError."""
    return import_file_text(_bytes(path), None if configuration is None else _bytes(configuration), id=id)


def _parsed(data: object) -> object:
    return parse_data(data, format="json") if isinstance(data, str | bytes) else data


def _bytes(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise fault("", f"{path} cannot be read: {error}", "check the path") from None
