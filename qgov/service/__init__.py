"""The service as an operation: its settings, who may ask, and what is watched; the HTTP layer lies in ``qgov.api``."""
