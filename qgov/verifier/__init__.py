"""The verifier of receipts: one standalone file, ``verify.py``, which imports nothing of qgov."""
