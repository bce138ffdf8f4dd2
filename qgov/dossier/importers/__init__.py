"""Reads what vendors and papers publish and returns items in the dossier format; the format is told by the content.

Formats: the backend properties of IBM Quantum (``props_*.json`` of qiskit-ibm-runtime) with the configuration
(``conf_*.json``) as an optional second file; calibrations of Google's processors (``*_calibration.json`` of
cirq-google); the parameters of a key distribution link (JSON or CSV); a table of claims (CSV). No vendor software is
imported.
"""

from __future__ import annotations

from pathlib import Path

from qgov.base.parse import check_tree, decode, fault, parse_data
from qgov.dossier.importers.claims import CLAIMS_TABLE, looks_like_claims, read_claims
from qgov.dossier.importers.google import GOOGLE_CALIBRATION, looks_like_google, read_google
from qgov.dossier.importers.ibm import (
    IBM_CONFIGURATION,
    IBM_PROPERTIES,
    looks_like,
    read_configuration,
    read_properties,
)
from qgov.dossier.importers.item import build_item
from qgov.dossier.importers.qkd import (
    QKD_PARAMETERS,
    looks_like_parameter_table,
    looks_like_parameters,
    read_parameter_table,
    read_parameters,
)
from qgov.dossier.importers.table import header
from qgov.dossier.importers.writing import write_json

__all__ = [
    "CLAIMS_TABLE",
    "GOOGLE_CALIBRATION",
    "IBM_CONFIGURATION",
    "IBM_PROPERTIES",
    "QKD_PARAMETERS",
    "detect",
    "import_calibration",
    "import_file_text",
    "to_item",
    "write_json",
]

_KNOWN = (
    "give IBM backend properties or a cirq-google calibration as JSON, QKD parameters as JSON or CSV, "
    "or a CSV of claims with the columns item, type, term, value"
)


def detect(payload: object) -> str:
    """The format of a parsed file (IBM_PROPERTIES, IBM_CONFIGURATION, GOOGLE_CALIBRATION, QKD_PARAMETERS).

    InputError if it is none of them.
    """
    if looks_like_google(payload):
        return GOOGLE_CALIBRATION
    found = looks_like(payload)
    if found is None and looks_like_parameters(payload):
        return QKD_PARAMETERS
    if found is None:
        raise fault("", "this is no file that can be imported", _KNOWN)
    return found


def to_item(
    properties: object, configuration: object = None, *, id: str | None = None, source: str | None = None
) -> dict:
    """One dossier item from a parsed file: QuantumComputer from a calibration, QkdLink from parameters of a link.

    ``id`` is the item's local id (default: the backend's name); ``source`` names the file in the provenance of every
    number (default: the backend, its version and the snapshot's time). Every number is a Decimal or an int.
    Raises InputError with a JSON Pointer for whatever is missing, of the wrong type or physically impossible.
    """
    properties = check_tree(properties)
    format = detect(properties)
    if format in (GOOGLE_CALIBRATION, QKD_PARAMETERS):
        if configuration is not None:
            raise fault("", "only IBM backend properties have a second file", "leave the configuration out")
        read = read_google if format == GOOGLE_CALIBRATION else read_parameters
        return read(properties, id=id, source=source)
    if format != IBM_PROPERTIES:
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
) -> dict | list[dict]:
    """Like ``to_item``, from the text of the files or from parsed ones; a table of claims gives a list of items."""
    if isinstance(data, str | bytes):
        text = decode(data)
        columns = header(text) if text.lstrip()[:1] not in ("{", "[") else []
        claims = looks_like_claims(columns)
        if claims or looks_like_parameter_table(columns):
            if configuration is not None:
                raise fault("", "only IBM backend properties have a second file", "leave the configuration out")
            return read_claims(text, id=id) if claims else read_parameter_table(text, id=id, source=source)
        if len(columns) > 1:
            raise fault("", "the first line is not that of a table that can be imported", _KNOWN)
    return to_item(_parsed(data), None if configuration is None else _parsed(configuration), id=id, source=source)


def import_calibration(
    path: str | Path, configuration: str | Path | None = None, *, id: str | None = None
) -> dict | list[dict]:
    """Like ``import_file_text``, from files on disk; a file that cannot be read is an InputError."""
    data = _bytes(path)
    parsed = data if data.lstrip()[:1] not in (b"{", b"[") else _parsed(data)
    # IBM's files name the device, its version and the time themselves.
    source = Path(path).name if isinstance(parsed, bytes) or looks_like(parsed) is None else None
    return import_file_text(parsed, None if configuration is None else _bytes(configuration), id=id, source=source)


def _parsed(data: object) -> object:
    return parse_data(data, format="json") if isinstance(data, str | bytes) else data


def _bytes(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise fault("", f"{path} cannot be read: {error}", "check the path") from None
