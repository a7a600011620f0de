"""The look of the person in a photo: hair, skin and clothes, found by colour and by where faces usually are."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from storybooks.catalog import Audience
from storybooks.studio.base import Hero
from storybooks.studio.offline import colours
from storybooks.studio.offline.photo import open_photo

SIDE = 120
SUBJECTS = {Audience.CHILDREN: "a cheerful child", Audience.YOUNG_ADULTS: "a bright young hero"}
GREY_SPREAD = 7


@dataclass(frozen=True)
class Face:
    """Where the face is, in pixels of the small picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def describe_hero(photo: bytes, audience: str) -> Hero:
    """A sentence about the look and the palette behind it. Raises PermanentError when the photo is no picture."""
    small = _small(open_photo(photo, 640))
    subject = SUBJECTS.get(audience, "a warm-hearted hero")
    if np.ptp(small, axis=2).mean() < GREY_SPREAD:
        return Hero(f"{subject}, known from a black-and-white photo")
    face = find_face(small)
    palette = _person(small, face) if face else {}
    if palette:
        return Hero(_sentence(subject, palette, _has_long_hair(small, face, palette)), palette)
    return _no_person(subject, small)


def _small(photo: Image.Image) -> np.ndarray:
    """The photo as a small square; of a wide one the middle, where people stand."""
    edge = (photo.width - min(photo.size)) // 2
    square = photo.crop((edge, 0, photo.width - edge, photo.height))
    return np.asarray(square.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32)


def find_face(small: np.ndarray) -> Face | None:
    """The most central patch of skin, cut to a face's shape; None where there is too little or nothing but skin."""
    skin = _skin(small)
    share = skin.mean()
    if not 0.012 < share < 0.8:
        return None
    patch = _best_patch(skin)
    if patch is not None:
        patch = _best_patch(patch & _lit_alike(small, patch))
    if patch is None or patch.sum() < SIDE * SIDE * 0.008:
        return None
    return _face_of(patch)


def _skin(small: np.ndarray) -> np.ndarray:
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    blueness = 128 - 0.169 * red - 0.331 * green + 0.5 * blue
    redness = 128 + 0.5 * red - 0.419 * green - 0.081 * blue
    tone = (redness > 135) & (redness < 172) & (blueness > 88) & (blueness < 127)
    return tone & (red > 60) & (red > green) & (green > blue * 0.92) & ~_like_background(small)


def _lit_alike(small: np.ndarray, patch: np.ndarray) -> np.ndarray:
    """Pixels near the patch's lit tone: brown hair has the hue of skin, but not its light."""
    tones = colours.lab(small)
    lit = tones[patch & (tones[..., 0] >= np.median(tones[..., 0][patch]))]
    return np.linalg.norm(tones - np.median(lit, axis=0), axis=-1) < 26


def _like_background(small: np.ndarray) -> np.ndarray:
    """Pixels close to what runs along the left, upper and right edge in the upper half of the picture."""
    half = SIDE // 2
    edge = np.concatenate([small[:half, :4].reshape(-1, 3), small[:half, -4:].reshape(-1, 3), small[:3].reshape(-1, 3)])
    here = colours.lab(small)
    near = np.zeros(small.shape[:2], bool)
    for colour in _main_colours(edge, 3):
        near |= np.linalg.norm(here - colours.lab(colour), axis=-1) < 11
    return near


def _main_colours(pixels: np.ndarray, count: int) -> list[np.ndarray]:
    """The commonest colours, each the median of its cell in a coarse colour cube."""
    if len(pixels) == 0:
        return []
    cells = (pixels // 32).astype(np.int64) @ np.array([64, 8, 1])
    found, numbers = np.unique(cells, return_counts=True)
    order = np.lexsort((found, -numbers))[:count]
    return [np.median(pixels[cells == found[i]], axis=0) for i in order if numbers[i] >= max(1, len(pixels) * 0.08)]


def _best_patch(mask: np.ndarray) -> np.ndarray | None:
    """The connected patch with the most weight; what is central and above the middle weighs more."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    weight = np.exp(-(((columns - 0.5) / 0.28) ** 2) - ((rows - 0.42) / 0.3) ** 2)
    left, best, best_weight = mask.copy(), None, 0.0
    for _ in range(12):
        if not left.any():
            break
        start = np.unravel_index(np.argmax(np.where(left, weight, -1)), left.shape)
        patch = _grow(left, start)
        left &= ~patch
        if (total := float(weight[patch].sum())) > best_weight:
            best, best_weight = patch, total
    return best


def _grow(mask: np.ndarray, start) -> np.ndarray:
    patch = np.zeros_like(mask)
    patch[start] = True
    for _ in range(SIDE * 2):
        wider = patch.copy()
        wider[1:] |= patch[:-1]
        wider[:-1] |= patch[1:]
        wider[:, 1:] |= patch[:, :-1]
        wider[:, :-1] |= patch[:, 1:]
        wider &= mask
        if (wider == patch).all():
            break
        patch = wider
    return patch


def _face_of(patch: np.ndarray) -> Face:
    """The head of the patch: neck, arms and open collars below a face's length are not part of it."""
    widths = patch.sum(axis=1)
    rows = np.flatnonzero(widths > max(2, widths.max() * 0.2))
    top = int(rows[0])
    columns = np.flatnonzero(patch[top : top + max(6, int(widths.max() * 0.9))].any(axis=0))
    left, right = np.percentile(columns, [4, 96])
    bottom = min(rows[-1] + 1, top + 1.35 * (right - left + 1))
    return Face(float(left), float(top), float(right) + 1, float(bottom))


def _person(small: np.ndarray, face: Face) -> dict[str, str]:
    """The palette of the person around a face."""
    background, skin = _like_background(small), _skin(small)
    centre = _box(face.middle - face.width * 0.3, face.top + face.height * 0.35, face.middle + face.width * 0.3,
                  face.top + face.height * 0.8)  # fmt: skip
    tone = small[centre][skin[centre]]
    if len(tone) < 4:
        return {}
    palette = {"skin": colours.code(np.percentile(tone, 60, axis=0))}
    away = np.linalg.norm(colours.lab(small) - colours.lab(colours.rgb(palette["skin"])), axis=-1) > 14
    regions = {"hair": _hair_region(face), "top": _top_region(face), "bottom": _bottom_region(face)}
    for part, region in regions.items():
        pixels = small[region][(away & ~background)[region]]
        needed = 0.06 if part == "hair" else 0.2
        if len(pixels) > 12 and len(pixels) > needed * small[region][..., 0].size:
            palette[part] = colours.code(_main_colours(pixels, 1)[0]) if _main_colours(pixels, 1) else palette["skin"]
    return palette


def _box(left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
    """A region of the small picture, cut at its edges; empty when it lies outside."""

    def inside(value: float) -> int:
        return int(min(SIDE, max(0, round(value))))

    return slice(inside(top), inside(bottom)), slice(inside(left), inside(right))


def _hair_region(face: Face) -> tuple[slice, slice]:
    return _box(face.left - face.width * 0.15, face.top - face.width * 0.35, face.right + face.width * 0.15,
                face.top + face.height * 0.1)  # fmt: skip


def _top_region(face: Face) -> tuple[slice, slice]:
    start = face.bottom + face.height * 0.35
    return _box(face.middle - face.width * 0.8, start, face.middle + face.width * 0.8, start + face.height * 1.1)


def _bottom_region(face: Face) -> tuple[slice, slice]:
    start = face.bottom + face.height * 2.3
    return _box(face.middle - face.width * 0.7, start, face.middle + face.width * 0.7, start + face.height * 1.2)


def _has_long_hair(small: np.ndarray, face: Face, palette: dict[str, str]) -> bool:
    """Whether the hair's colour runs down beside the chin."""
    if "hair" not in palette:
        return False
    hair, background = colours.lab(colours.rgb(palette["hair"])), _like_background(small)
    top, bottom = face.bottom - face.height * 0.45, face.bottom - face.height * 0.12
    sides = (
        _box(face.left - face.width * 0.14, top, face.left + face.width * 0.05, bottom),
        _box(face.right - face.width * 0.05, top, face.right + face.width * 0.14, bottom),
    )
    alike = [(np.linalg.norm(colours.lab(small[s]) - hair, axis=-1) < 18) & ~background[s] for s in sides]
    return all(side.size and side.mean() > 0.3 for side in alike)


def _sentence(subject: str, palette: dict[str, str], long_hair: bool) -> str:
    length = "long " if long_hair else ""
    parts = []
    if "hair" in palette:
        parts.append(f"{length}{colours.name_of(palette['hair'], colours.HAIR)} hair")
    parts.append(f"{colours.name_of(palette['skin'], colours.SKIN)} skin")
    if "top" in palette:
        parts.append(f"a {colours.name_of(palette['top'])} top")
    if "bottom" in palette:
        parts.append(f"{colours.name_of(palette['bottom'])} trousers")
    return f"{subject} with {', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else f"{subject} with {parts[0]}"


def _no_person(subject: str, small: np.ndarray) -> Hero:
    """Where nobody is to be seen, the picture's liveliest colours dress the hero."""
    spread = np.ptp(small, axis=2)
    lively = small[spread >= np.percentile(spread, 60)]
    found = _main_colours(lively, 2) or [np.median(small.reshape(-1, 3), axis=0)]
    palette = {part: colours.code(colour) for part, colour in zip(("top", "bottom"), found, strict=False)}
    parts = [f"a {colours.name_of(palette['top'])} top"]
    if "bottom" in palette:
        parts.append(f"{colours.name_of(palette['bottom'])} trousers")
    return Hero(f"{subject} with {' and '.join(parts)}", palette)
