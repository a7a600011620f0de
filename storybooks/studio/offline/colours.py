"""Colours as "#rrggbb": mixing, shading, measuring and naming them."""

import colorsys

import numpy as np

NAMES = {
    "black": "#2b2a2e", "dark grey": "#55565a", "grey": "#8f9094", "light grey": "#c3c4c6", "white": "#f2f0ec",
    "red": "#cf3a35", "dark red": "#7c1f24", "pink": "#f0a0b8", "orange": "#ec8a33", "yellow": "#f2cb46",
    "green": "#4e9a51", "dark green": "#2c5a3a", "light green": "#a3d18c", "turquoise": "#43b3ae", "blue": "#3f74c4",
    "dark blue": "#27376b", "light blue": "#94c3ea", "purple": "#7d4fa3", "lilac": "#c3a3dc", "brown": "#7b5138",
    "beige": "#dcc7a1",
}  # fmt: skip
HAIR = {
    "black": "#2a2427", "dark brown": "#432d22", "brown": "#6a4530", "light brown": "#966b46", "blond": "#dcb66a",
    "light blond": "#efd9a4", "red": "#b4502a", "grey": "#9b999b", "white": "#ebe8e4",
}  # fmt: skip
SKIN = {
    "very light": "#f8dcc8", "light": "#f0c4a2", "tan": "#d9a27a", "light brown": "#b97e56", "brown": "#94603f",
    "dark brown": "#623d2a",
}  # fmt: skip


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def code(channels) -> str:
    """The colour of three channels, 0 to 255."""
    red, green, blue = (min(255, max(0, round(float(channel)))) for channel in channels)
    return f"#{red:02x}{green:02x}{blue:02x}"


def mix(one: str, other: str, share: float) -> str:
    """`share` 0 is all `one`, 1 is all `other`."""
    return code(a + (b - a) * share for a, b in zip(rgb(one), rgb(other), strict=True))


def multiply(one: str, light: str) -> str:
    return code(a * b / 255 for a, b in zip(rgb(one), rgb(light), strict=True))


def darker(colour: str, share: float) -> str:
    """Darker and a little richer, as a painter would shade it."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(channel / 255 for channel in rgb(colour)))
    saturation = min(1, saturation * (1 + share * 0.35))
    return code(channel * 255 for channel in colorsys.hsv_to_rgb(hue, saturation, value * (1 - share)))


def lighter(colour: str, share: float) -> str:
    return mix(colour, "#fffaf0", share)


def saturated(colour: str, factor: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in rgb(colour)))
    return code(channel * 255 for channel in colorsys.hls_to_rgb(hue, lightness, min(1, saturation * factor)))


def brightness(colour: str) -> float:
    """Perceived, 0 (black) to 255 (white)."""
    red, green, blue = rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def lab(channels) -> np.ndarray:
    """CIE Lab of sRGB values 0 to 255; any shape that ends in three channels."""
    linear = np.asarray(channels, np.float64) / 255
    linear = np.where(linear > 0.04045, ((linear + 0.055) / 1.055) ** 2.4, linear / 12.92)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = linear @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def name_of(colour: str, names: dict[str, str] = NAMES) -> str:
    """The word of `names` that a person would use for the colour. Light and shade count less than the hue."""
    weight = np.array([0.7, 1.0, 1.0])
    here = lab(rgb(colour)) * weight
    return min(names, key=lambda name: float(np.linalg.norm(lab(rgb(names[name])) * weight - here)))
