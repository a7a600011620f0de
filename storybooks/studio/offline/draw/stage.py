"""What every place is built on: the pen, the setting, where the hero stands and how high the horizon lies."""

from dataclasses import dataclass

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import SIZE, Pen
from storybooks.studio.offline.setting import Setting


@dataclass(frozen=True)
class Stage:
    """`hero_x` is kept free of large things in front; `clear` is half the width of that free strip."""

    pen: Pen
    setting: Setting
    hero_x: float
    horizon: float
    clear: float = 190

    @property
    def is_white(self) -> bool:
        return self.setting.weather == "snow" or self.setting.place == "snow"

    def ground(self, colour: str) -> str:
        """The ground's colour, under snow where it snows."""
        return colours.mix(colour, "#f3f7fc", 0.8) if self.is_white else colour

    def beside(self, low: float = 30, high: float = SIZE - 30) -> float:
        """A random x that is not in front of or behind the hero's face."""
        for _ in range(12):
            x = self.pen.dice.uniform(low, high)
            if abs(x - self.hero_x) > self.clear:
                return x
        return low if self.hero_x > SIZE / 2 else high


@dataclass(frozen=True)
class Scenery:
    """A place's layers: `back` behind the figures, `front` before them; `floor` is how they touch the ground."""

    back: str
    front: str = ""
    floor: str = "stand"
    indoors: bool = False
