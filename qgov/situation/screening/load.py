"""From a file that a user supplies to a list: which official format it has is told by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.parse import fault, json_list
from qgov.situation.screening import eu, gb, us
from qgov.situation.screening.model import PartyList, day_in

LIST_FAMILIES = {module.FAMILY: module.LABEL for module in (us, eu, gb)}
_FORMATS = (
    "the Consolidated Screening List (JSON), the consolidated list of the Union (XML or CSV 1.1) or the UK Sanctions"
    " List (XML or CSV), as they are published"
)


def load_lists(sources: Iterable[object]) -> tuple[PartyList, ...]:
    """The lists in some files: paths, or lists that are already loaded. Raises InputError naming the file."""
    return tuple(source if isinstance(source, PartyList) else load_list(source) for source in sources)


def load_list(path: str | Path) -> PartyList:
    """The list in a file. Raises InputError where it cannot be read or has none of the known formats."""
    path = Path(path)
    try:
        if path.stat().st_size > limits.MAX_LIST_BYTES:
            raise fault("", f"the file has more than the {limits.MAX_LIST_BYTES} bytes accepted", "")
        return read_list(path.read_bytes(), path.name)
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror}", "give a readable file") from None
    except InputError as error:
        raise InputError([Fault(f.pointer, f"{path.name}: {f.message}", f.remedy) for f in error.faults]) from None


def read_list(data: bytes, name: str = "") -> PartyList:
    """The list in the content of a file."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] == b"{":
        content = json_list(data)
        if not us.is_csl(content):
            raise fault("", "this JSON is no known list", "give " + _FORMATS)
        family, label, (version, entries) = us.FAMILY, us.LABEL, us.read_csl(content)
    elif head[:1] == b"<":
        union = b"<sanctionEntity" in data or b"fpi/fsd/export" in head
        if not union and b"<Designation" not in data:
            raise fault("", "this XML is no known list", "give " + _FORMATS)
        module = eu if union else gb
        family, label, (version, entries) = module.FAMILY, module.LABEL, module.read_xml(data)
    elif eu.COLUMN.encode() in head:
        family, label, (version, entries) = eu.FAMILY, eu.LABEL, eu.read_csv(data)
    elif gb.COLUMN.encode() in head:
        family, label, (version, entries) = gb.FAMILY, gb.LABEL, gb.read_csv(data)
    else:
        raise fault("", "this file is no known list", "give " + _FORMATS)
    if not entries:
        raise fault("", "the list has no entry", "give the whole file: an empty list would clear everybody")
    return PartyList(family, label, version, day_in(version), hashlib.sha256(data).hexdigest(), entries, name)
