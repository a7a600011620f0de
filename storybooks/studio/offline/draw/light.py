"""The light of each hour, and what the weather makes of it."""

from storybooks.studio.offline import colours
from storybooks.studio.offline.draw.pen import Light

HOURS = {
    "dawn": Light("dawn", "#9fc3e8", "#ffd9bd", "#fff0e4", "#fff1c9", False),
    "day": Light("day", "#6dbdf0", "#dff3f7", "#ffffff", "#fff3b0", False),
    "dusk": Light("dusk", "#6a5aa8", "#ffb184", "#f4cdbd", "#ffdf9e", False),
    "night": Light("night", "#131c4a", "#45599f", "#7f8fd0", "#fdf6d8", True),
}
GLOOM = {
    "clouds": ("#b4c0cc", 0.45), "rain": ("#8497a8", 0.6), "storm": ("#5c6678", 0.75), "snow": ("#cfd9e6", 0.55),
    "fog": ("#d5d9dc", 0.65), "wind": ("#b9d3e2", 0.2),
}  # fmt: skip


def light_of(time: str, weather: str, audience: str) -> Light:
    """The light at this time in this weather; books for adults are a little more subdued."""
    hour = HOURS.get(time, HOURS["day"])
    grey, share = GLOOM.get(weather, ("#ffffff", 0.0))
    if hour.is_dark:
        grey = colours.multiply(grey, "#55628f")
    elif time == "dusk":
        grey = colours.multiply(grey, "#d8b4bf")
    top, low = colours.mix(hour.top, grey, share), colours.mix(hour.low, grey, share)
    ambient = colours.multiply(hour.ambient, colours.mix("#ffffff", colours.lighter(grey, 0.35), share * 0.7))
    if audience == "adults":
        top, low = colours.saturated(top, 0.78), colours.saturated(low, 0.8)
        ambient = colours.multiply(ambient, "#f3ece4")
    return Light(hour.name, top, low, ambient, hour.lamp, hour.is_dark)
