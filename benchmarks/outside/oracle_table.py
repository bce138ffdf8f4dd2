"""Where the oracles write what they found: one JSON file a script, from which the tests read.

Not to be run. A table has the call of the other library in words, the inputs as a claim would state them, and the
value that the library gave; the file names the versions. Numbers keep 12 significant digits, so that a run on another
machine gives the same file where the library is exact; a solver's values keep the 6 that it is good for.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "grounding" / "oracles"
EXACT, SOLVED = 12, 6  # significant digits
_ZERO = 1e-14  # rounding of the libraries


class Tables:
    """The tables of one script; ``case`` adds a row to the table of that name."""

    def __init__(self, script: str, libraries: tuple[str, ...]):
        self.path = FOLDER / f"{Path(script).stem}.json"
        self.head = {
            "made by": f"benchmarks/outside/{Path(script).name}",
            "libraries": {name: version(name) for name in libraries},
        }
        self.tables: dict[str, dict] = {}

    def table(self, name: str, call: str, difference: str = "none") -> None:
        """Open a table. ``difference`` says where the oracle means something else than qgov, and why."""
        self.tables[name] = {"call": call, "difference": difference, "cases": []}

    def case(self, name: str, inputs: dict, value: object, digits: int = EXACT) -> None:
        self.tables[name]["cases"].append({"inputs": plain(inputs, EXACT), "value": plain(value, digits)})

    def write(self) -> None:
        rows = [f'  "{key}": {json.dumps(value)}' for key, value in self.head.items()]
        for name, table in self.tables.items():
            cases = ",\n".join(f"      {json.dumps(case)}" for case in table["cases"])
            words = "".join(f'    "{key}": {json.dumps(table[key])},\n' for key in ("call", "difference"))
            rows.append(f'  "{name}": {{\n{words}    "cases": [\n{cases}\n    ]\n  }}')
        self.path.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")
        count = sum(len(table["cases"]) for table in self.tables.values())
        print(f"{self.path.name}: {len(self.tables)} tables, {count} cases")


def plain(value: object, digits: int) -> object:
    """Numbers, lists and maps of them as JSON has them; a complex number as [real, imaginary]."""
    if isinstance(value, dict):
        return {key: plain(one, digits) for key, one in value.items()}
    if isinstance(value, bool | str) or value is None:
        return value
    if hasattr(value, "tolist"):
        return plain(value.tolist(), digits)
    if isinstance(value, list | tuple):
        return [plain(one, digits) for one in value]
    if isinstance(value, complex):
        return [plain(value.real, digits), plain(value.imag, digits)]
    if isinstance(value, int):
        return value
    return 0.0 if abs(value) < _ZERO else float(f"{value:.{digits}g}")
