"""The knowledge graph: lexicon, norms, reference data and decisions in a store, one named graph each."""

from qgov.store.interface import Store, StoreError, StoreLocked, StoreReadOnly, StoreSchema, StoreUnavailable

__all__ = ["Store", "StoreError", "StoreLocked", "StoreReadOnly", "StoreSchema", "StoreUnavailable"]
