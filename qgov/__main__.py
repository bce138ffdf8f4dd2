"""``python -m qgov`` is the command line."""

from qgov.cli import entry

entry()
