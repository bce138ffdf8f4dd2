"""What follows from facts and reference data by a closed list of named functions: what conditions read."""

from qgov.situation.lines import Line, build_lines
from qgov.situation.reference import UNION, Reference, reference

__all__ = ["UNION", "Line", "Reference", "build_lines", "reference"]
