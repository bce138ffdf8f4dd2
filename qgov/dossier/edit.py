"""Machine-readable changes of a dossier: the operations of JSON Patch (RFC 6902) that add, replace and remove."""

from __future__ import annotations

from qgov.base.parse import fault


def edited(data: dict, edit: list[dict]) -> dict:
    """A copy of a dossier's data with the operations applied one after the other; ``data`` stays as it is.

    Each operation is ``{"op": "add" | "replace" | "remove", "path": JSON Pointer, "value": ...}``. Raises InputError
    where an operation is another or its place does not exist.
    """
    for operation in edit:
        names = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        if operation["op"] not in ("add", "replace", "remove") or not names:
            raise fault(
                operation["path"], f"cannot {operation['op']} here", "use add, replace or remove below the root"
            )
        data = _changed(data, names, operation)
    return data


def operation(data: dict, path: str, value: object) -> dict:
    """The operation that sets the value at a place: ``replace`` where there is one, otherwise ``add``."""
    node: object = data
    for name in path.split("/")[1:]:
        if isinstance(node, list):
            node = node[int(name)] if name.isdigit() and int(name) < len(node) else None
        else:
            node = node.get(name) if isinstance(node, dict) else None
        if node is None:
            return {"op": "add", "path": path, "value": value}
    return {"op": "replace", "path": path, "value": value}


def appended(data: dict, key: str, row: object) -> dict:
    """The operation that adds a row to a list of the dossier, which need not be there yet."""
    if isinstance(data.get(key), list):
        return {"op": "add", "path": f"/{key}/-", "value": row}
    return {"op": "add", "path": f"/{key}", "value": [row]}


def _changed(node: object, names: list[str], operation: dict) -> object:
    name, rest = names[0], names[1:]
    op, where = operation["op"], operation["path"]
    if isinstance(node, dict):
        if name not in node and (rest or op != "add"):
            raise fault(where, f"there is no {name!r} here", "name a place that exists")
        if rest:
            return node | {name: _changed(node[name], rest, operation)}
        return {k: v for k, v in node.items() if k != name} if op == "remove" else node | {name: operation["value"]}
    if isinstance(node, list):
        index = len(node) if name == "-" else int(name) if name.isdigit() else -1
        if not 0 <= index < len(node) + (op == "add" and not rest):
            raise fault(where, f"there is no entry {name!r} here", "name an entry that exists, or - to append")
        if rest:
            return [*node[:index], _changed(node[index], rest, operation), *node[index + 1 :]]
        kept = node[index + 1 :] if op != "add" else node[index:]
        return [*node[:index], *([] if op == "remove" else [operation["value"]]), *kept]
    raise fault(where, "there is no object or list here", "name a place that exists")
