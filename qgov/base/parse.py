"""The one module that parses untrusted text: JSON, YAML, RDF, XML, CSV and OpenQASM, within fixed bounds, offline.

Numbers become Decimal or int, never float. Every fault carries a JSON Pointer and a remedy. Beside it ``json_tables``
decodes large tables of plain rows, and leaves to this module whatever it cannot vouch for.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qgov.base import limits
from qgov.base.errors import BROKEN, Fault, InputError

JSON, YAML, TURTLE, TRIG, NTRIPLES, NQUADS = "json", "yaml", "turtle", "trig", "ntriples", "nquads"
FORMATS = (JSON, YAML, TURTLE, TRIG, NTRIPLES, NQUADS)
_EXTENSIONS = {
    ".json": JSON, ".jsonld": JSON, ".yaml": YAML, ".yml": YAML,
    ".ttl": TURTLE, ".trig": TRIG, ".nt": NTRIPLES, ".nq": NQUADS,
}  # fmt: skip
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_BESIDE_BRACKETS = re.compile(r"[^\[\]{}]+")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]([-+]?\d+))?", re.ASCII)


@dataclass(frozen=True)
class BadNumber:
    """Stands where a number could not be accepted until its place in the input is known."""

    text: str
    reason: str
    remedy: str = "write a finite decimal number"


class _Repeated(dict):
    """An object in which a key stood twice."""

    keys_repeated: tuple[str, ...] = ()


def fault(pointer: str, message: str, remedy: str = "") -> InputError:
    return InputError([Fault(pointer, message, remedy)])


def decode(data: bytes | str, limit: int = limits.MAX_BYTES) -> str:
    """Bytes to text within the size limit; InputError otherwise."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise fault("", f"the input has {size} bytes, more than the {limit} accepted", "split it into several files")
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise fault("", f"the input is not UTF-8 text (byte {error.start})", "save it as UTF-8") from None
    return data.removeprefix("\ufeff")


def guess_format(text: str, name: str = "") -> str:
    """The format by file extension, else by how the text begins."""
    for extension, known in _EXTENSIONS.items():
        if name.lower().endswith(extension):
            return known
    head = text.lstrip()[:200]
    if head[:1] in "{[":
        return JSON
    lines = (line.strip() for line in io.StringIO(text))
    statement = next((line for line in lines if line and not line.startswith("#")), "")
    if re.match(r"@prefix|@base|prefix\s+\S*:\s|base\s+<|<[a-z][a-z0-9+.-]*:", statement + "\n", re.IGNORECASE):
        return TRIG
    return YAML


def parse_data(data: bytes | str, name: str = "", format: str | None = None) -> object:
    """Parse JSON or YAML into plain Python values with Decimal numbers; InputError on any fault."""
    text = decode(data)
    format = format or guess_format(text, name)
    few = False
    if format == JSON:
        value = _parse_json(text)
        few = 1 + sum(map(text.count, ",[{")) <= limits.MAX_NODES  # before every value stands one of these
    elif format == YAML:
        value = _parse_yaml(text)
    else:
        raise fault("", f"{format} is not JSON or YAML", "")
    return check_tree(value, few)


def _parse_json(text: str) -> object:
    _check_depth(text)
    try:
        return json.loads(
            text,
            parse_float=_json_fraction,
            parse_int=_json_integer,
            parse_constant=lambda word: BadNumber(word, "is not a number"),
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise fault("", f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}", "") from None
    except RecursionError:
        raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted") from None


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= limits.MAX_DEPTH:
        return
    depth = 0
    for bracket in _BESIDE_BRACKETS.sub("", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > limits.MAX_DEPTH:
            raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")


def _object(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    counted = Counter(name for name, _ in pairs)
    repeated = _Repeated(found)
    repeated.keys_repeated = tuple(sorted(name for name, count in counted.items() if count > 1))
    return repeated


def _json_fraction(text: str) -> Decimal | int | BadNumber:
    """``read_number`` of what JSON has already found to be a number with a point or an exponent."""
    plain = len(text) <= limits.MAX_DIGITS and "e" not in text and "E" not in text
    return Decimal(text) if plain else read_number(text)


def _json_integer(text: str) -> Decimal | int | BadNumber:
    """The same of a number with neither."""
    return int(text) if len(text) <= limits.MAX_DIGITS else read_number(text)


def read_number(text: str) -> Decimal | int | BadNumber:
    """A decimal numeral as int or Decimal, or a BadNumber that says why not."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return BadNumber(text[:40], "is not a number")
    exponent = match.group(1)
    if exponent is None and len(text) <= limits.MAX_DIGITS:
        return Decimal(text) if "." in text else int(text)
    mantissa = re.split("[eE]", text)[0]
    if len(mantissa) > 2 * limits.MAX_EXPONENT or len(re.sub(r"[^0-9]", "", mantissa).lstrip("0")) > limits.MAX_DIGITS:
        return BadNumber(text[:20] + "…", f"has more than {limits.MAX_DIGITS} digits")
    if exponent and (len(exponent) > 5 or abs(int(exponent)) > limits.MAX_EXPONENT):
        return BadNumber(text[:40], f"has an exponent beyond ±{limits.MAX_EXPONENT}")
    if exponent is None and "." not in mantissa:
        return int(mantissa)
    try:
        return Decimal(text)
    except InvalidOperation:
        return BadNumber(text[:40], "is not a number")


def _yaml_loader() -> type:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """YAML 1.2 core scalars only: ``NO`` is Norway and a date is text."""

    Loader.yaml_implicit_resolvers = {}
    tag = "tag:yaml.org,2002:"
    Loader.add_implicit_resolver(tag + "null", re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
    Loader.add_implicit_resolver(tag + "bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
    Loader.add_implicit_resolver(
        tag + "float",
        re.compile(
            r"(?:[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", re.ASCII
        ),
        list("-+0123456789."),
    )

    def number(loader, node):
        text = loader.construct_scalar(node)
        return BadNumber(text, "is not a number") if "n" in text.lower() else read_number(text)

    def mapping(loader, node):
        pairs = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise fault("", "a YAML key is a list or an object", "write keys as text")
            pairs.append((key_node.value, loader.construct_object(value_node, deep=True)))
        return _object(pairs)

    Loader.add_constructor(tag + "float", number)
    Loader.add_constructor(tag + "map", mapping)
    return Loader


def parse_plain_yaml(text: str) -> object:
    """YAML that qgov ships, in which every scalar is text."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (builds text only)


def _parse_yaml(text: str) -> object:
    import yaml

    if len(text) > limits.MAX_YAML_BYTES:
        raise fault("", f"YAML input is limited to {limits.MAX_YAML_BYTES} bytes", "use JSON for larger input")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent):
                raise fault("", "YAML aliases are not accepted", "write the value out where it is used")
            if getattr(event, "tag", None) is not None:
                raise fault("", "YAML tags are not accepted", "leave the tags out")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > limits.MAX_DEPTH:
                    raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return yaml.load(text, Loader=_yaml_loader())  # noqa: S506 - a SafeLoader subclass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise fault("", f"not valid YAML{where}: {problem}", "") from None
    except InputError:
        raise
    # A tag on a value that it does not fit makes the library fail in many ways.
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError):
        raise fault("", "not valid YAML: a tag does not fit its value", "leave the tags out") from None


def pointer(parent: str, key: object) -> str:
    """The JSON Pointer one level down."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _bounded(value: object) -> None:
    """Refuse a tree of too many values before any of them is read, naming the list or object that is one too many."""
    nodes, waiting = 1, [(value, None, 0)]
    while waiting:
        entry = waiting.pop()
        node, _, depth = entry
        if not isinstance(node, (dict, list, tuple)) or depth > limits.MAX_DEPTH:  # too deep is refused as such
            continue
        nodes += len(node)
        if nodes > limits.MAX_NODES:
            many = f"at most {limits.MAX_NODES} values, lists and objects are accepted in all"
            raise fault(_where(entry)[:200], "too large", f"{many}; give a table's summary, or split the dossier")
        children = node.items() if isinstance(node, dict) else enumerate(node)
        below = ((child, (key, entry), depth + 1) for key, child in children)
        waiting.extend(one for one in below if isinstance(one[0], (dict, list, tuple)))


def _where(entry: tuple) -> str:
    keys = []
    while entry[1] is not None:
        key, entry = entry[1]
        keys.append(key)
    where = ""
    for key in reversed(keys):
        where = pointer(where, key)
    return where


def check_tree(value: object, few: bool = False) -> object:
    """Refuse what no dossier needs anywhere: repeated keys, numbers that are not finite, broken text, depth, and more
    values than are accepted unless they are known to be ``few``."""
    faults: list[Fault] = []
    if not few:
        _bounded(value)

    def told(where: tuple | None) -> str:
        """The JSON Pointer of a place, which is its parent's and its key; written for faults alone."""
        return "" if where is None else pointer(told(where[0]), where[1])

    def visit(node: object, where: tuple | None, depth: int) -> object:
        if depth > limits.MAX_DEPTH:
            raise fault(told(where)[:200], "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")
        if len(faults) >= limits.MAX_FAULTS:
            return None
        if _plain(node):
            return node
        if isinstance(node, dict):
            read = True
            for name in node:
                if not isinstance(name, str):
                    faults.append(Fault(told(where), f"the key {name!r} is not text", "write keys as text"))
                elif len(name) > limits.MAX_KEY:
                    text = f"a key of {len(name)} characters"
                    faults.append(Fault(told(where), text, f"at most {limits.MAX_KEY} are accepted"))
                    read = False  # whatever is wrong below it would be told with this key in its place
                elif _broken(name):
                    faults.append(Fault(told(where), "a key holds a broken or control character", "remove it"))
            if not read:
                return None
            for name in getattr(node, "keys_repeated", ()):
                faults.append(Fault(told((where, name)), "this key stands twice in one object", "keep one of them"))
            return {
                name: child if depth < limits.MAX_DEPTH and _plain(child) else visit(child, (where, name), depth + 1)
                for name, child in node.items()
            }
        if isinstance(node, (list, tuple)):
            return [visit(child, (where, index), depth + 1) for index, child in enumerate(node)]
        if isinstance(node, BadNumber):
            faults.append(Fault(told(where), f"{node.text} {node.reason}", node.remedy))
            return None
        if isinstance(node, float):
            number = read_number(float.__repr__(node))
            return visit(number, where, depth) if not isinstance(number, Decimal | int) else number
        if isinstance(node, Decimal) or (isinstance(node, int) and not isinstance(node, bool)):
            acceptable = node.is_finite() if isinstance(node, Decimal) else node.bit_length() <= 3 * limits.MAX_EXPONENT
            if not acceptable or isinstance(read_number(str(node)), BadNumber):
                shown = str(node)[:20] if acceptable or isinstance(node, Decimal) else "an integer of this size"
                text = f"{shown} is not an acceptable number"
                faults.append(Fault(told(where), text, "write a finite decimal number"))
                return None
            return node
        if isinstance(node, str):
            if len(node) > limits.MAX_STRING:
                faults.append(
                    Fault(told(where), f"text of {len(node)} characters", f"at most {limits.MAX_STRING} are accepted")
                )
            elif _broken(node):
                faults.append(Fault(told(where), "the text holds a broken or control character", "remove it"))
            return node
        if node is None or isinstance(node, bool):
            return node
        faults.append(
            Fault(told(where), "this value is none that JSON has", "use text, numbers, true, false, lists and objects")
        )
        return None

    checked = visit(value, None, 0)
    if faults:
        raise InputError(faults)
    return checked


def _plain(node: object) -> bool:
    """Whether this is a number or a text of which one look tells that it is acceptable, as of most."""
    kind = type(node)
    if kind is str:
        return len(node) <= limits.MAX_STRING and node.isprintable()
    if kind is Decimal:
        text = str(node)
        return len(text) <= limits.MAX_DIGITS and "E" not in text and node.is_finite()
    return kind is int and -(10**9) < node < 10**9


def _broken(text: str) -> bool:
    return not text.isprintable() and BROKEN.search(text) is not None


def parse_rdf(data: bytes | str, format: str) -> list:
    """Parse RDF text into pyoxigraph quads; nothing is fetched; InputError on any fault."""
    import pyoxigraph as ox

    text = decode(data)
    formats = {
        TURTLE: ox.RdfFormat.TURTLE, TRIG: ox.RdfFormat.TRIG,
        NTRIPLES: ox.RdfFormat.N_TRIPLES, NQUADS: ox.RdfFormat.N_QUADS,
    }  # fmt: skip
    try:
        return list(ox.parse(text.encode("utf-8"), format=formats[format]))
    except (SyntaxError, ValueError, UnicodeEncodeError) as error:
        raise fault("", f"not valid {format}: {str(error).splitlines()[0][:300]}", "") from None


def xml_records(data: bytes, names: frozenset[str]) -> Iterator[tuple[str, object]]:
    """The root of an XML file as it begins, then its elements of some names in order, each with its local name.

    Namespaces are dropped from tags, and what was read is let go. Document types, entities and external references are
    refused. Raises InputError.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    if len(data) > limits.MAX_LIST_BYTES:
        raise _too_large(len(data))
    path: list = []
    elements = records = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                elements += 1
                element.tag = element.tag.rpartition("}")[2]
                path.append(element)
                if len(path) > limits.MAX_DEPTH:
                    raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")
                if elements > limits.MAX_LIST_ELEMENTS:
                    raise fault("", "too many elements", f"at most {limits.MAX_LIST_ELEMENTS} are accepted")
                if elements == 1:
                    yield element.tag, element
                continue
            path.pop()
            if not path or any(above.tag in names for above in path):
                continue
            if element.tag in names:
                records += 1
                _check_records(records)
                _check_texts(element)
                yield element.tag, element
            path[-1].remove(element)
    except DefusedXmlException as refused:
        raise fault("", f"the XML defines what it may not ({type(refused).__name__})",
                    "give the file as it was published, without DOCTYPE and entities") from None  # fmt: skip
    except ParseError as error:
        raise fault("", f"not valid XML: {error}", "give the file as it was published") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise fault("", f"not valid XML: {str(error)[:200]}", "give the file as it was published") from None


def _check_texts(element) -> None:
    for part in element.iter():
        for text in (part.text, *part.attrib.values()):
            if text and len(text) > limits.MAX_STRING:
                raise fault("", f"the text of <{part.tag}> has {len(text)} characters", "")


def _check_records(count: int) -> None:
    if count > limits.MAX_LIST_RECORDS:
        raise fault("", "too many entries", f"at most {limits.MAX_LIST_RECORDS} are accepted")


def _too_large(size: int) -> InputError:
    return fault("", f"the file has {size} bytes, more than the {limits.MAX_LIST_BYTES} accepted", "")


def csv_records(data: bytes, delimiter: str, header: str) -> tuple[str, Iterator[dict[str, str]]]:
    """What stands above the row that begins with the column ``header``, and the rows under it by column.

    Raises InputError where no such row is among the first ten, or a row is longer than it.
    """
    text = decode(data, limits.MAX_LIST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    above: list[str] = []
    try:
        for row in reader:
            if header in (cell.strip() for cell in row):
                return " ".join(above), _rows_under([cell.strip() for cell in row], reader)
            above.append(" ".join(cell for cell in row if cell))
            if len(above) >= 10:
                break
    except csv.Error as error:
        raise fault("", f"not valid CSV at line {reader.line_num}: {error}", "") from None
    raise fault("", f"the CSV has no column {header!r}", "give the file as it was published")


def _rows_under(columns: list[str], reader) -> Iterator[dict[str, str]]:
    count = 0
    try:
        for row in reader:
            if not any(row):
                continue
            count += 1
            _check_records(count)
            if len(row) > len(columns):
                raise fault("", f"line {reader.line_num} has {len(row)} cells, {len(columns)} columns", "")
            yield dict(zip(columns, row, strict=False))
    except csv.Error as error:
        raise fault("", f"not valid CSV at line {reader.line_num}: {error}", "") from None


def _once(pairs: list[tuple[str, object]]) -> dict:
    found = _object(pairs)
    if isinstance(found, _Repeated):
        twice = found.keys_repeated[0][:60]
        raise fault("", f"the key {twice!r} stands twice in one object", "give the file as it was published")
    return found


def json_list(data: bytes) -> object:
    """The JSON of a published list: larger than a dossier, and numbers in it stay text."""
    text = decode(data, limits.MAX_LIST_BYTES)
    _check_depth(text)
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise fault("", f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}", "") from None


def parse_qasm(text: str):
    """The syntax tree of an OpenQASM 2 or 3 program (openqasm3.ast.Program); nothing is included or run.

    InputError, whose pointer is empty, if the text is too large, nested too deeply or no OpenQASM.
    """
    from openqasm3 import parser as qasm

    if len(text.encode("utf-8", "surrogatepass")) > limits.MAX_QASM_BYTES:
        raise fault("", f"a circuit text is limited to {limits.MAX_QASM_BYTES} bytes", "give a shorter circuit")
    if not text.strip():
        raise fault("", "the circuit text is empty", "give an OpenQASM program")
    _check_qasm_shape(text)

    class Listener(qasm.ErrorListener):
        """The first error ends the reading; the library's own listener writes to stderr and goes on."""

        def syntaxError(self, recognizer, symbol, line, column, message, error):
            raise fault("", f"not valid OpenQASM at line {line}, column {column + 1}: {message[:200]}", "")

    try:
        lexer = qasm.qasm3Lexer(qasm.InputStream(text))
        reader = qasm.qasm3Parser(qasm.CommonTokenStream(lexer))
        for one in (lexer, reader):
            one.removeErrorListeners()
            one.addErrorListener(Listener())
        return qasm.QASMNodeVisitor().visitProgram(reader.program())
    except RecursionError:
        raise fault("", "nested too deeply", "write shorter expressions") from None
    except InputError:
        raise
    except Exception as error:  # what the library makes of statements that its grammar takes and it does not
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise fault("", f"not valid OpenQASM: {said}", "") from None


def _check_qasm_shape(text: str) -> None:
    """Depth and length of statements, which the parser would pay for with time that grows faster than the text."""
    depth, begin = 0, 0
    marks = [*re.finditer(r'"[^"\n]*"|//[^\n]*|/\*.*?(?:\*/|\Z)|[(\[{}\]);]', text, re.DOTALL)]
    for start, mark, end in [*((one.start(), one.group(), one.end()) for one in marks), (len(text), ";", len(text))]:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(mark, 0)
        if depth > limits.MAX_DEPTH:
            raise fault("", "nested too deeply", f"at most {limits.MAX_DEPTH} levels are accepted")
        if start - begin > limits.MAX_QASM_STATEMENT:
            many = f"at most {limits.MAX_QASM_STATEMENT} characters are accepted"
            raise fault("", f"a statement of the circuit text is too long ({start - begin} characters)", many)
        if mark in ("{", "}", ";") or mark[:2] in ("//", "/*"):
            begin = end
