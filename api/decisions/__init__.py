"""Dossiers in, decisions out: made, kept and found again."""
