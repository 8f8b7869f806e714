"""Pictures are drawn anew: what hides behind, before or inside them does not survive, and the place only if wanted."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import IO

import pi_heif
from PIL import Image, ImageOps

from assessments.common.files.kinds import JPEG, PICTURES

MAX_PIXELS = 50_000_000
GPS, TAKEN_AT, DETAILS = 0x8825, 0x9003, 0x8769
QUALITY = 88

pi_heif.register_heif_opener()


class Unreadable(Exception):
    """Not a picture of this kind, or a damaged one."""


class TooLarge(Exception):
    """More pixels than are drawn. `megapixels`: how many."""

    def __init__(self, megapixels: int) -> None:
        super().__init__(megapixels)
        self.megapixels = megapixels


@dataclass(frozen=True)
class Picture:
    """An opened, not yet decoded picture."""

    image: Image.Image
    kind: str

    @property
    def has_place(self) -> bool:
        return bool(self.image.getexif().get_ifd(GPS))


def open_picture(content: IO[bytes], kind: str) -> Picture:
    """Raises `Unreadable` or `TooLarge`; nothing is decoded yet."""
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(content, formats=[PICTURES[kind]])
    except Image.DecompressionBombError as error:
        raise TooLarge(2 * MAX_PIXELS // 1_000_000) from error
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError) as error:
        raise Unreadable from error
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise TooLarge(round(pixels / 1_000_000))
    return Picture(image, kind)


def draw_anew(picture: Picture, target: IO[bytes], *, content_type: str, keep_place: bool) -> None:
    """Writes the upright pixels to `target`, with nothing else but, if wanted, place and time. Raises `Unreadable`."""
    try:
        kept = _place_and_time(picture.image) if keep_place else Image.Exif()
        upright = ImageOps.exif_transpose(picture.image)
        if content_type == JPEG:
            _on_white(upright).save(target, "JPEG", quality=QUALITY, optimize=True, exif=kept)
        else:
            _plain(upright).save(target, "PNG", exif=kept)
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, Image.DecompressionBombError) as error:
        raise Unreadable from error


def _place_and_time(image: Image.Image) -> Image.Exif:
    given, kept = image.getexif(), Image.Exif()
    kept.get_ifd(GPS).update(given.get_ifd(GPS))
    if taken := given.get_ifd(DETAILS).get(TAKEN_AT):
        kept.get_ifd(DETAILS)[TAKEN_AT] = str(taken)[:19]
    kept[GPS] = kept.get_ifd(GPS)
    kept[DETAILS] = kept.get_ifd(DETAILS)
    return kept


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _plain(image: Image.Image) -> Image.Image:
    """A copy of the pixels alone: texts and colour profiles stay behind."""
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L", "I;16", "I") else "RGB"
    plain = image.convert(mode)
    plain.info = {}
    return plain
