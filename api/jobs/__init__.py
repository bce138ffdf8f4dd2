"""Registers in: screenings as jobs that outlive a crash."""
