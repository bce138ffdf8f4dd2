"""Units, dates, places, IRIs, errors and the one parser of untrusted input."""
