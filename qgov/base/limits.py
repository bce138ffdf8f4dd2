"""Bounds on untrusted input; each keeps one kind of hostile input cheap to refuse."""

from datetime import date

MAX_BYTES = 2 * 1024 * 1024
MAX_YAML_BYTES = 512 * 1024
MAX_QASM_BYTES = 64 * 1024
MAX_QASM_STATEMENT = 2048
MAX_DEPTH = 64
MAX_STRING = 64 * 1024
MAX_KEY = 256
MAX_NODES = 400_000
MAX_DIGITS = 40
MAX_EXPONENT = 308
MAX_FAULTS = 50
# Of a draft of norms: what it defines, and the shapes that are read for one norm. A shape that is named twice is read
# twice, so that few lines could ask for more than can ever be read.
MAX_DRAFT_NORMS = 100
MAX_SHAPES = 5_000
# Items of one dossier. Each is a line that is judged for itself: 200 quantum computers, no two alike, or as many items
# of which nothing is known, take some 12 seconds of one processor (measured), of the 30 that a decision may take.
MAX_ITEMS = 200
MAX_PROVISION = 200
# Published lists of persons under restriction are larger than dossiers: the largest have some 40 MB and 30,000 entries.
MAX_LIST_BYTES = 128 * 1024 * 1024
MAX_LIST_RECORDS = 300_000
MAX_LIST_ELEMENTS = 4_000_000
# What was not searched is pointed to from this day on; of what came before nothing can be said.
FIRST_DAY = date(1900, 1, 1)
