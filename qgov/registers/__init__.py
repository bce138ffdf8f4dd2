"""Whole registers in bulk: every line of a file judged as ``decide`` judges it, at the speed of reading it."""
