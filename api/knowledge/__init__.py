"""Norms and words, each at its address, for reading."""
