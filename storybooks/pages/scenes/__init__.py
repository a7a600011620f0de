"""A scene of a finished book: other words, another picture."""
