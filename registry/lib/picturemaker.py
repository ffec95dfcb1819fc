"""The process that makes a picture anew: `python -m registry.lib.picturemaker KIND BOUNDS`, bytes in, bytes out.

The answer is a line of JSON ({media_type, width, height} or {problem}) and the new picture behind it. Started by
`pictures.py` alone.
"""

import io
import json
import sys

from PIL import Image

from registry.lib.confinement import confine
from registry.lib.pictures import Bounds, Picture, PictureProblem

ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4
# What brings a picture upright, by the value of its orientation tag.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PLAIN = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
QUALITY = 85


def remake(data: bytes, kind: str, bounds: Bounds) -> Picture:
    """The first frame of `data`, upright, at most `bounds.side` pixels long, without anything but its pixels."""
    Image.MAX_IMAGE_PIXELS = bounds.jpeg
    source = Image.open(io.BytesIO(data), formats=[kind.upper()])
    _measure(source, kind, bounds)
    source.draft(None, _target(source.size, bounds.side))
    source.load()
    turn = UPRIGHT.get(_orientation(source))
    small = _resizable(source)
    small.thumbnail((bounds.side, bounds.side), reducing_gap=2.0)
    if turn is not None:
        small = small.transpose(turn)
    return _encoded(_bare(small), kind, bounds)


def _measure(source: Image.Image, kind: str, bounds: Bounds) -> None:
    allowed = {"jpeg": bounds.jpeg, "png": bounds.png, "webp": bounds.webp}[kind]
    if kind == "jpeg" and source.info.get("progressive"):
        allowed = bounds.progressive
    if source.width * source.height > allowed:
        raise PictureProblem("pixels")


def _target(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size that is wanted in the end; a JPEG is decoded at the nearest eighth, quarter or half above it."""
    share = min(1.0, side / max(size))
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))


def _orientation(source: Image.Image) -> int:
    try:
        return int(source.getexif().get(ORIENTATION, 1))
    except Exception:  # a broken EXIF block is no reason to refuse the picture: it is thrown away anyhow
        return 1


def _resizable(source: Image.Image) -> Image.Image:
    """A mode that can be resampled: palettes and single bits can't, 16-bit grey would be cut off."""
    if source.mode in PLAIN:
        return source
    if source.mode.startswith("I"):
        return source.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return source.convert("RGBA" if "transparency" in source.info else "RGB")


def _bare(picture: Image.Image) -> Image.Image:
    """Pixels only: a new picture has no comment, profile or text that an encoder would write along."""
    if picture.mode == "CMYK":
        picture = picture.convert("RGB")
    if picture.mode in {"LA", "RGBA"} and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert(picture.mode.removesuffix("A"))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encoded(picture: Image.Image, kind: str, bounds: Bounds) -> Picture:
    data = _saved(picture, kind)
    if kind == "png" and len(data) > bounds.heavy:
        kind = "webp" if picture.mode.endswith("A") else "jpeg"
        data = _saved(picture, kind)
    return Picture(data, f"image/{kind}", picture.width, picture.height)


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind.upper(), **({} if kind == "png" else {"quality": QUALITY}))
    return out.getvalue()


def main() -> int:
    """Read, make, answer."""
    kind, bounds = sys.argv[1], Bounds(**json.loads(sys.argv[2]))
    confine(memory=bounds.memory, cpu=bounds.cpu)
    out, made = sys.stdout.buffer, b""
    try:
        picture = remake(sys.stdin.buffer.read(), kind, bounds)
        said = {"media_type": picture.media_type, "width": picture.width, "height": picture.height}
        made = picture.data
    except PictureProblem as problem:
        said = {"problem": problem.kind}
    except (MemoryError, Image.DecompressionBombError):
        said = {"problem": "pixels"}
    except Exception:  # whatever a broken file breaks in a decoder: its owner gets a sentence
        said = {"problem": "damaged"}
    out.write(json.dumps(said).encode() + b"\n" + made)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
