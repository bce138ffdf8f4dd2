"""What a person could change, and what it would lead to: one module for each kind of change."""
