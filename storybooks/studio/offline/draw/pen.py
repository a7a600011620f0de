"""The pen every shape is drawn with: it knows the style's outline and shading, the light of the hour, and distance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from storybooks.catalog import Style
from storybooks.studio.offline import colours

SIZE = 1024


@dataclass(frozen=True)
class Manner:
    """How a style draws. `line` is the outline's weight (0: none), `ink` its colour (empty: a darker fill)."""

    line: float
    ink: str
    shade: str
    depth: float
    saturation: float
    eyes: str


MANNERS = {
    Style.STORYBOOK: Manner(3.0, "", "soft", 0.8, 1.0, "dots"),
    Style.SEMI_REALISTIC: Manner(1.2, "", "soft", 1.6, 0.85, "real"),
    Style.COMIC_BOOK: Manner(5.5, "#17121f", "cel", 1.3, 1.35, "round"),
    Style.FLAT_ILLUSTRATION: Manner(0, "", "none", 0, 1.12, "plain"),
    Style.ANIME: Manner(2.0, "#3b2840", "cel", 0.75, 1.2, "big"),
}


@dataclass(frozen=True)
class Light:
    """The light of an hour under a weather: what it multiplies every colour by, the sky's two ends, the lamp in it."""

    name: str
    top: str
    low: str
    ambient: str
    lamp: str
    is_dark: bool


def path(*parts: str | float) -> str:
    """An SVG path from letters and numbers: path("M", 0, 0, "L", 10, 5)."""
    return " ".join(part if isinstance(part, str) else number(part) for part in parts)


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Pen:
    """Turns shapes into SVG text. All methods return elements; `defs` collects the gradients they use."""

    def __init__(self, style: str, light: Light, dice: Random):
        self.manner, self.light, self.dice = MANNERS[Style(style)], light, dice
        self.is_flat = self.manner.shade == "none"
        self.defs: dict[str, str] = {}
        self._ambient, self._haze = 1.0, 0.0

    @contextmanager
    def lit(self, ambient: float) -> Iterator[None]:
        """Draw with less of the hour's tint: 0 is broad daylight, 1 all of it."""
        before, self._ambient = self._ambient, ambient
        yield
        self._ambient = before

    @contextmanager
    def far(self, haze: float) -> Iterator[None]:
        """Draw as if far away: 0 is here, 1 melts into the sky."""
        before, self._haze = self._haze, haze
        yield
        self._haze = before

    def tint(self, colour: str) -> str:
        """The colour as it looks in this light, at this distance, in this style."""
        return _tinted(colour, self.light.ambient, self._ambient, self.light.low, self._haze, self.manner.saturation)

    def shape(self, d: str, fill: str, *, line: float = 1.0, shade: bool = True, more: str = "") -> str:
        """A filled path with the style's outline (`line` times its weight) and shading."""
        return f'<path d="{d}" {self.fill(fill, shade)} {self.outline(fill, line)} {more}/>'

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, *, line: float = 1.0, shade: bool = True,
                more: str = "") -> str:  # fmt: skip
        at = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
        return f"<ellipse {at} {self.fill(fill, shade)} {self.outline(fill, line)} {more}/>"

    def circle(self, x: float, y: float, r: float, fill: str, **options) -> str:
        return self.ellipse(x, y, r, r, fill, **options)

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, round_: float = 0, line: float = 1.0,
            shade: bool = True, more: str = "") -> str:  # fmt: skip
        at = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" rx="{number(round_)}"'
        return f"<rect {at} {self.fill(fill, shade)} {self.outline(fill, line)} {more}/>"

    def limb(self, d: str, colour: str, width: float, line: float = 1.0) -> str:
        """A thick stroke with the style's outline: arms, legs, tails, ropes."""
        back = ""
        if self.manner.line * line:
            edge = width + 2 * self.manner.line * line * 0.9
            back = f'<path d="{d}" fill="none" stroke="{self.ink(colour)}" stroke-width="{number(edge)}" {ROUND}/>'
        front = f'stroke="{self.tint(colour)}" stroke-width="{number(width)}"'
        return f'{back}<path d="{d}" fill="none" {front} {ROUND}/>'

    def mark(self, d: str, colour: str, width: float, opacity: float = 1.0) -> str:
        """A plain line: a mouth, a fold, a blade of grass."""
        return (
            f'<path d="{d}" fill="none" stroke="{self.tint(colour)}" stroke-width="{number(width)}" {ROUND} '
            f'opacity="{number(opacity) if opacity == 1 else round(opacity, 2)}"/>'
        )

    def soft(self, x: float, y: float, rx: float, ry: float, colour: str, opacity: float) -> str:
        """A spot without an edge: glow, cheeks, shadows. Flat and inked styles get a plain spot."""
        at = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
        if self.is_flat:
            at = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx * 0.6)}" ry="{number(ry * 0.6)}"'
            return f'<ellipse {at} fill="{colour}" opacity="{round(opacity * 0.4, 2)}"/>'
        return f'<ellipse {at} fill="{self.radial(colour)}" opacity="{round(opacity, 2)}"/>'

    def radial(self, colour: str) -> str:
        stops = f'<stop offset="0" stop-color="{colour}"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/>'
        return self._define(f"r{colour[1:]}", f"<radialGradient id='@'>{stops}</radialGradient>")

    def down(self, top: str, low: str, steps: int = 0) -> str:
        """A paint that runs from `top` down to `low`; with `steps` in even bands."""
        if steps:
            shades = [colours.mix(top, low, i / (steps - 1)) for i in range(steps)]
            stops = "".join(
                f'<stop offset="{i / steps:.3f}" stop-color="{shade}"/><stop offset="{(i + 1) / steps:.3f}" '
                f'stop-color="{shade}"/>'
                for i, shade in enumerate(shades)
            )
        else:
            stops = f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{low}"/>'
        gradient = f"<linearGradient id='@' x1='0' y1='0' x2='0' y2='1'>{stops}</linearGradient>"
        return self._define(f"d{top[1:]}{low[1:]}{steps}", gradient)

    def fill(self, colour: str, shade: bool = True) -> str:
        if colour == "none":
            return 'fill="none"'
        base, depth = self.tint(colour), self.manner.depth
        if not shade or self.is_flat:
            return f'fill="{base}"'
        if self.manner.shade == "cel":
            return f'fill="{self._cel(base, depth)}"'
        return f'fill="{self._gradient(colours.lighter(base, 0.16 * depth), colours.darker(base, 0.14 * depth))}"'

    def ink(self, fill: str) -> str:
        """The outline's colour round a fill."""
        if self.manner.ink:
            return colours.mix(self.manner.ink, self.light.low, self._haze * 0.6)
        return colours.darker(colours.mix(self.tint(fill), "#5a3550", 0.25), 0.42)

    def outline(self, fill: str, line: float = 1.0) -> str:
        width = self.manner.line * line
        if not width:
            return ""
        return f'stroke="{self.ink(fill)}" stroke-width="{number(width)}" stroke-linejoin="round"'

    def group(self, x: float, y: float, scale: float, *parts: str, turn: float = 0, flip: bool = False) -> str:
        across = -scale if flip else scale
        turned = f" rotate({number(turn)})" if turn else ""
        move = f"translate({number(x)} {number(y)})"
        return f'<g transform="{move} scale({across:.3f} {scale:.3f}){turned}">{"".join(parts)}</g>'

    def _gradient(self, light: str, dark: str) -> str:
        stops = f'<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{dark}"/>'
        gradient = f"<linearGradient id='@' x1='.25' y1='0' x2='.6' y2='1'>{stops}</linearGradient>"
        return self._define(f"g{light[1:]}{dark[1:]}", gradient)

    def _cel(self, base: str, depth: float) -> str:
        dark = colours.darker(base, 0.17 * depth)
        stops = (
            f'<stop offset="0" stop-color="{base}"/><stop offset=".75" stop-color="{base}"/>'
            f'<stop offset=".75" stop-color="{dark}"/><stop offset="1" stop-color="{dark}"/>'
        )
        gradient = f"<linearGradient id='@' x1='0' y1='0' x2='.9' y2='.6'>{stops}</linearGradient>"
        return self._define(f"c{base[1:]}{dark[1:]}", gradient)

    def _define(self, name: str, element: str) -> str:
        self.defs.setdefault(name, element.replace("@", name))
        return f"url(#{name})"


ROUND = 'stroke-linecap="round" stroke-linejoin="round"'


@lru_cache(maxsize=8192)
def _tinted(colour: str, ambient: str, amount: float, far: str, haze: float, saturation: float) -> str:
    lit = colours.mix(colour, colours.multiply(colour, ambient), amount)
    return colours.saturated(colours.mix(lit, far, haze), saturation)
