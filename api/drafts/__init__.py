"""Drafts in: what is wrong with norms that somebody writes."""
