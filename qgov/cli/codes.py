"""Exit codes of the command line; people script against them."""

CLEAR, CONTROLLED, UNUSABLE, UNDETERMINED, FAULT = 0, 1, 2, 3, 4
