"""In which sizes pictures are served, for pages that show them small."""

SIZES = (320, 640)
"""Pixels: the longest side of the smaller ones that `size` in a file's query asks for."""


def sized(address: str, width: int) -> list[tuple[str, int]]:
    """The addresses of a file's smaller pictures and of itself, if it is larger, each with its width."""
    mark = "&" if "?" in address else "?"
    smaller = [(f"{address}{mark}size={size}", size) for size in SIZES]
    return [*smaller, (address, width)] if width > SIZES[-1] else smaller
