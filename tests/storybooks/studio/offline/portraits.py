"""Photo-like portraits drawn by code: soft light, blurred background, a face, noise. Run it to remake the sample."""

import io
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image

WIDTH, HEIGHT = 640, 800


def portrait(
    hair="#5b3a24", skin="#eab893", top="#c8403a", background="#8fb08a", *, long_hair=False, noise=4.0, seed=5
):
    """A child's portrait as an RGB image of 640 x 800 pixels."""
    svg = _svg(hair, skin, top, background, long_hair)
    png = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True)
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float32)
    rng = np.random.default_rng(seed)
    columns = np.linspace(1.05, 0.93, WIDTH)[None, :, None]
    pixels = pixels * columns + rng.normal(0, noise, (HEIGHT, WIDTH, 1)) + rng.normal(0, noise / 2, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _shade(colour: str, factor: float) -> str:
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{min(255, max(0, round(channel * factor))):02x}" for channel in channels)


def _gradient(name: str, colour: str, light: float = 1.08, dark: float = 0.76) -> str:
    return (
        f'<radialGradient id="{name}" cx=".38" cy=".34" r=".75"><stop offset="0" stop-color="{_shade(colour, light)}"/>'
        f'<stop offset=".55" stop-color="{colour}"/><stop offset="1" '
        f'stop-color="{_shade(colour, dark)}"/></radialGradient>'
    )


def _svg(hair: str, skin: str, top: str, background: str, long_hair: bool) -> str:
    defs = "".join(
        _gradient(*pair) for pair in (("h", hair, 1.25, 0.7), ("s", skin), ("t", top), ("b", background, 1.2, 0.7))
    )
    blur = "".join(
        f'<filter id="f{radius}" x="-.5" y="-.5" width="2" height="2"><feGaussianBlur '
        f'stdDeviation="{radius}"/></filter>'
        for radius in (2, 6, 16, 30)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><defs>{defs}{blur}</defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#b)"/>{_backdrop(background)}{_back_hair(long_hair)}'
        f"{_shoulders(skin, top)}{_head(skin)}{_features(skin, hair)}{_fringe(hair)}</svg>"
    )


def _backdrop(background: str) -> str:
    spots = (
        (90, 130, 120, 1.16),
        (560, 210, 150, 0.86),
        (540, 560, 120, 1.1),
        (60, 520, 140, 0.84),
        (320, 60, 90, 1.2),
    )
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{_shade(background, light)}" filter="url(#f30)" opacity=".7"/>'
        for x, y, r, light in spots
    )


def _back_hair(long_hair: bool) -> str:
    if long_hair:
        return (
            '<path d="M168 300C130 480 140 640 190 690C260 700 380 700 450 690C500 640 510 '
            '480 472 300Z" fill="url(#h)"/>'
        )
    return ""


def _shoulders(skin: str, top: str) -> str:
    return (
        f'<path d="M268 470Q272 560 236 580L320 640L404 580Q368 560 372 470Z" fill="{_shade(skin, 0.86)}"/>'
        '<path d="M40 800Q50 630 170 596Q220 584 246 570Q320 640 394 570Q420 584 470 '
        '596Q590 630 600 800Z" fill="url(#t)"/>'
        f'<path d="M246 570Q320 646 394 570" fill="none" stroke="{_shade(top, 0.7)}" stroke-width="12"/>'
        f'<path d="M150 800Q170 720 160 660M490 800Q470 720 480 660" stroke="{_shade(top, 0.72)}" stroke-width="10" '
        'fill="none" filter="url(#f6)"/>'
    )


def _head(skin: str) -> str:
    ears = "".join(f'<ellipse cx="{x}" cy="352" rx="24" ry="38" fill="{_shade(skin, 0.9)}"/>' for x in (176, 464))
    face = "M176 320C172 450 250 530 320 532C390 530 468 450 464 320C464 170 176 170 176 320Z"
    shadow = f'<ellipse cx="320" cy="556" rx="86" ry="30" fill="{_shade(skin, 0.55)}" opacity=".5" filter="url(#f16)"/>'
    return f'{shadow}{ears}<path d="{face}" fill="url(#s)"/>'


def _features(skin: str, hair: str) -> str:
    red = 'fill="#d8604e" opacity=".28" filter="url(#f16)"'
    parts = [f'<ellipse cx="{x}" cy="416" rx="44" ry="32" {red}/>' for x in (232, 408)]
    for x in (258, 382):
        parts.append(
            f'<path d="M{x - 34} 352Q{x} 318 {x + 34} 350Q{x} 378 {x - 34} 352Z" fill="#f6f1ec"/>'
            f'<circle cx="{x}" cy="349" r="17" fill="#6a4a30"/><circle cx="{x}" cy="349" r="8.5" fill="#1c1512"/>'
            f'<circle cx="{x - 6}" cy="342" r="4" fill="#fff"/>'
            f'<path d="M{x - 35} 352Q{x} 314 {x + 36} 349" fill="none" stroke="#3a2620" stroke-width="5"/>'
            f'<path d="M{x - 38} 304Q{x} 284 {x + 38} 304" fill="none" stroke="{_shade(hair, 0.8)}" stroke-width="10" '
            'stroke-linecap="round" filter="url(#f2)"/>'
        )
    nose = (
        f'<path d="M304 414Q320 430 338 414" fill="none" stroke="{_shade(skin, 0.66)}" '
        f'stroke-width="6" filter="url(#f2)"/>'
    )
    bridge = f'<ellipse cx="316" cy="386" rx="9" ry="30" fill="{_shade(skin, 1.12)}" filter="url(#f6)"/>'
    lips = '<path d="M270 458Q320 472 370 458Q352 500 320 500Q288 500 270 458Z" fill="#b8524e"/>'
    teeth = '<path d="M282 463Q320 473 358 463Q348 480 320 480Q292 480 282 463Z" fill="#f9f4ee"/>'
    return "".join([*parts, bridge, nose, lips, teeth])


def _fringe(hair: str) -> str:
    cap = (
        "M160 340C130 120 250 90 330 94C420 92 510 140 480 340C470 300 456 262 430 244C390 262 300 262 262 222"
        "C236 262 196 272 184 296Q170 314 160 340Z"
    )
    strands = "M200 250Q240 150 330 130M240 230Q270 160 360 140M440 240Q440 170 380 130M470 290Q476 210 440 160"
    return (
        f'<path d="{cap}" fill="url(#h)"/><path d="{strands}" fill="none" stroke="{_shade(hair, 1.35)}" '
        'stroke-width="5" opacity=".5" filter="url(#f2)"/>'
    )


if __name__ == "__main__":
    sample = Path(__file__).parents[4] / "storybooks" / "samples" / "child.jpg"
    sample.write_bytes(encoded(portrait(), quality=88))
