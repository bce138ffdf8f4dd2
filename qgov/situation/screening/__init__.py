"""Party screening: official lists of persons under restriction, likeness of names, ownership."""

from qgov.situation.screening.load import load_list, load_lists
from qgov.situation.screening.match import Hit, find_hits
from qgov.situation.screening.model import ListedEntry, PartyList
from qgov.situation.screening.screen import Likeness, Screening, screen

__all__ = ["Hit", "Likeness", "ListedEntry", "PartyList", "Screening", "find_hits", "load_list", "load_lists", "screen"]
