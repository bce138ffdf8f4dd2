"""S3: XML with a document type is refused before anything in it is expanded, whatever its encoding."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import defusedxml.ElementTree
import pytest

from qgov.base.errors import InputError
from qgov.base.parse import xml_records

ROWS = frozenset({"row"})
SECRET = "expanded"


def bomb(levels: int) -> str:
    """An XML text that expands to ten to the ``levels`` times a word."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1))
    return f'<!DOCTYPE l [<!ENTITY e0 "{SECRET}">{entities}]><l><row>&e{levels};</row></l>'


def hostile() -> dict[str, bytes]:
    found = {f"bomb of 10^{n}": bomb(n).encode() for n in range(1, 10)}
    found["bomb in UTF-16"] = bomb(2).encode("utf-16")
    found["bomb in UTF-16, other order"] = b"\xfe\xff" + bomb(2).encode("utf-16-be")
    found["bomb in UTF-8 with mark"] = b"\xef\xbb\xbf" + bomb(2).encode()
    found["bomb in Latin-1"] = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + bomb(2).encode()
    found["in an attribute"] = bomb(2).replace("<row>&e2;</row>", '<row a="&e2;"/>').encode()
    found["default of an attribute"] = f'<!DOCTYPE l [<!ATTLIST row a CDATA "{SECRET}">]><l><row/></l>'.encode()
    found["one entity"] = f'<!DOCTYPE l [<!ENTITY e "{SECRET}">]><l><row>&e;</row></l>'.encode()
    found["quadratic"] = f'<!DOCTYPE l [<!ENTITY e "{SECRET * 1000}">]><l><row>{"&e;" * 8}</row></l>'.encode()
    return found


HOSTILE = hostile()
SMALL = [name for name in HOSTILE if name not in {f"bomb of 10^{n}" for n in range(4, 10)}]


def texts(data: bytes) -> str:
    return "".join((element.text or "") + "".join(element.attrib.values()) for _, element in xml_records(data, ROWS))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_type_is_refused(name):
    begun = time.process_time()
    with pytest.raises(InputError, match="defines what it may not"):
        texts(HOSTILE[name])
    assert time.process_time() - begun < 0.5  # nothing was expanded


def test_other_encodings_of_the_same_are_refused_too():
    """UTF-7 and EBCDIC would hide the document type from a search in the bytes; the parser does not read them."""
    for coding in ("utf-7", "cp037"):
        data = f'<?xml version="1.0" encoding="{coding}"?>'.encode(coding if coding == "cp037" else "ascii")
        with pytest.raises(InputError):
            texts(data + bomb(2).encode(coding))


@pytest.mark.parametrize("name", SMALL)
def test_without_the_defence_the_same_text_is_expanded(name, monkeypatch):
    """The standard library's parser in the place of the hardened one: what stands in the entities comes out."""

    def undefended(source, events, forbid_dtd):
        return ElementTree.iterparse(source, events=events)

    monkeypatch.setattr(defusedxml.ElementTree, "iterparse", undefended)
    assert SECRET in texts(HOSTILE[name])
