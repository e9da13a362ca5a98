"""The preview image of a page, for who shares its address: a title and the world seen from France.

Drawn with Pillow, as the places that show previews take PNG and no SVG. Colours and letters are
those of the site (``css/tokens.css``); the projection is that of the home page's figure.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from webapp.figures import teaser
from webapp.figures.ground import Coast

WIDTH, HEIGHT = 1200, 630
"""In pixels: the size that social networks and messengers ask for."""

COLOURS = {
    "papier": "#faf8f3",
    "encre": "#1b2a33",
    "encre-2": "#4d5a62",
    "ligne": "#d8d1c2",
    "creux": "#f0ece2",
}
ERA_COLOURS = {
    "apres_guerre": "#b77a20",
    "decolonisation": "#b13c30",
    "guerre_froide": "#2e377c",
    "mondialisation": "#009d75",
    "avant_1945": "#5b5148",
    "non_date": "#70757b",
}
SEA = "#e3eeee"

_MARGIN = 64
_CENTRE, _RADIUS = (905, 315), 350
#: Where the world begins: only what is right of it is drawn larger, then reduced.
_LEFT = 550
_TEXT_WIDTH = 470
#: Pillow has no smooth lines of its own.
_SCALE = 2

Font = ImageFont.FreeTypeFont
Place = tuple[str, float, float]


@dataclass(frozen=True)
class Card:
    """What an image says: ``places`` are (era, longitude, latitude) of the partners."""

    site: str
    title: str
    sentence: str
    places: tuple[Place, ...]


def draw(card: Card, coasts: Iterable[Coast], fonts: Path) -> bytes:
    """Return the PNG of ``card``.

    ``fonts`` is the folder of the site's letters.
    """
    size = ((WIDTH - _LEFT) * _SCALE, HEIGHT * _SCALE)
    large = Image.new("RGB", size, COLOURS["papier"])
    pen = ImageDraw.Draw(large)
    _world(pen, coasts)
    _links(pen, card.places)
    image = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["papier"])
    image.paste(large.resize((WIDTH - _LEFT, HEIGHT), Image.Resampling.LANCZOS), (_LEFT, 0))
    pen = ImageDraw.Draw(image)
    _words(pen, card, fonts)
    _border(pen)
    stream = io.BytesIO()
    image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        stream, "PNG", optimize=True
    )
    return stream.getvalue()


def _place(lon: float, lat: float) -> tuple[float, float]:
    x, y = teaser.project(lon, lat)
    ratio = _RADIUS / teaser.RADIUS
    return (_CENTRE[0] - _LEFT + x * ratio) * _SCALE, (_CENTRE[1] + y * ratio) * _SCALE


def _world(pen: ImageDraw.ImageDraw, coasts: Iterable[Coast]) -> None:
    (cx, cy), radius = (_CENTRE[0] - _LEFT, _CENTRE[1]), _RADIUS
    disc = tuple(v * _SCALE for v in (cx - radius, cy - radius, cx + radius, cy + radius))
    pen.ellipse(disc, fill=SEA, outline=COLOURS["encre"], width=2 * _SCALE)
    for coast in coasts:
        pen.polygon([_place(lon, lat) for lon, lat in coast.points], fill=COLOURS["ligne"])


def _links(pen: ImageDraw.ImageDraw, places: Iterable[Place]) -> None:
    centre = ((_CENTRE[0] - _LEFT) * _SCALE, _CENTRE[1] * _SCALE)
    points = [(era, _place(lon, lat)) for era, lon, lat in places]
    # Few links are drawn boldly; thousands of rays would be a smear.
    width, size = (4, 9) if len(points) <= 30 else (2, 6) if len(points) <= 300 else (1, 4)
    for era, point in points:
        pen.line([centre, point], fill=ERA_COLOURS[era], width=width)
    for era, (x, y) in points:
        pen.ellipse((x - size, y - size, x + size, y + size), fill=ERA_COLOURS[era])
    x, y = centre
    pen.ellipse((x - 12, y - 12, x + 12, y + 12), fill=COLOURS["encre"])


def _words(pen: ImageDraw.ImageDraw, card: Card, fonts: Path) -> None:
    pen.text((_MARGIN, 70), card.site, font=_font(fonts, 30, "SemiBold"), fill=COLOURS["encre-2"])
    title, font = _fitted(pen, card.title, fonts)
    height = font.size * 1.12
    top = 170.0
    for line in title:
        pen.text((_MARGIN, top), line, font=font, fill=COLOURS["encre"])
        top += height
    small = _font(fonts, 32, "Regular")
    for line in _wrapped(pen, card.sentence, small)[:4]:
        pen.text((_MARGIN, top + 24), line, font=small, fill=COLOURS["encre-2"])
        top += 42


def _fitted(pen: ImageDraw.ImageDraw, text: str, fonts: Path) -> tuple[list[str], Font]:
    """Return the lines of a title in the largest letters that leave it on four lines at most."""
    # A dash between two names begins a line rather than ending it.
    text = text.replace("\N{NO-BREAK SPACE}\N{EN DASH} ", " \N{EN DASH}\N{NO-BREAK SPACE}")
    for size in (76, 64, 54, 46, 40):
        font = _font(fonts, size, "Medium")
        lines = _wrapped(pen, text, font)
        if len(lines) <= 4 and all(pen.textlength(line, font) <= _TEXT_WIDTH for line in lines):
            return lines, font
    return [*lines[:3], f"{lines[3][:20]}…"] if len(lines) > 3 else lines, font


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: Font) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font) <= _TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _border(pen: ImageDraw.ImageDraw) -> None:
    for left in range(0, WIDTH, 96):
        pen.rectangle((left, 0, left + 48, 9), fill=COLOURS["encre"])


@lru_cache(maxsize=16)
def _font(fonts: Path, size: int, weight: str) -> Font:
    font = ImageFont.truetype(str(fonts / "brygada-1918-latin-wght-normal.woff2"), size)
    font.set_variation_by_name(weight)
    return font
