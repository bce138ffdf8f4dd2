"""Bounds on untrusted input; each keeps one kind of hostile input cheap to refuse."""

MAX_BYTES = 2 * 1024 * 1024
MAX_YAML_BYTES = 512 * 1024
MAX_DEPTH = 64
MAX_STRING = 64 * 1024
MAX_NODES = 400_000
MAX_DIGITS = 40
MAX_EXPONENT = 308
MAX_FAULTS = 50
MAX_PROVISION = 200
