"""Norms: read from ``shapes/`` and the pointer tables, with the day they begin and end. This room knows no physics."""

from qgov.norms.load import NormBook, norm_book
from qgov.norms.model import Norm, OpenQuestion

__all__ = ["Norm", "NormBook", "OpenQuestion", "norm_book"]
