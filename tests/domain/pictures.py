"""Pictures of every kind that a phone or an attacker may send, made here, and a process that measures memory."""

import io
import json
import struct
import subprocess
import sys
import zlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from registry.lib.pictures import BOUNDS

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (b"GPSCANARY", b"XMPCANARY", b"COMMENTCANARY", b"IPTCCANARY", b"TEXTCANARY", b"TRAILCANARY", b"acspAPPL")
XMP = b"<?xpacket begin?><x:xmpmeta>XMPCANARY</x:xmpmeta><?xpacket end?>"
SCRIPT = b"<html><script>alert('PAYLOAD')</script></html>"
MEASURE = (
    "import resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.PIPE)\n"
    "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))\n"
    "sys.stdout.buffer.write(done.stdout)\n"
)
NAIVE = "import io, sys; from PIL import Image; Image.open(io.BytesIO(sys.stdin.buffer.read())).load()"


def upload(data: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    """As a form gives it."""
    return SimpleUploadedFile(name, data)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A small picture with something on it."""
    return encoded(Image.radial_gradient("L").resize(size).convert("RGB"), kind, **options)


def opened(data: bytes) -> Image.Image:
    """The picture, decoded."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@cache
def flood(side: int, *, colour: int = 2) -> bytes:
    """A valid PNG of side × side pixels, all black, a few kilobytes large. Colour 2: RGB, 0: grey."""
    rows = zlib.compressobj(9)
    row = bytes(1 + side * (3 if colour == 2 else 1))
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def texts(count: int = 80) -> bytes:
    """A PNG with text chunks that unpack to a megabyte each."""
    packed = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"TEXTCANARY" * 100_000))
    plain = photo("PNG")
    return plain[:33] + packed * count + plain[33:]


def endless_gif(frames: int = 10_000) -> bytes:
    """A GIF of so many frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", 2, 2, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 2, 0) + b"\x02\x03\x44\x34\x05\x00"
    return head + frame * frames + b";"


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "GPSCANARY"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (22.0, 35.0, 4.0)})
    return exif


def talkative(kind: str) -> bytes:
    """A picture with all the metadata its format can carry, and something hung on behind."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Bytes 24 to 35 are the second it was made in (ICC.1:2010, 7.2.8): the same picture twice is to be the same bytes.
    profile = profile[:24] + bytes(12) + b"acspAPPL" + profile[44:]
    options: dict[str, Any] = {"exif": _exif(), "icc_profile": profile}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "TEXTCANARY")
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = info
    elif kind == "WEBP":
        options["xmp"] = XMP
    else:
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0cIPTCCANARY.."
        options |= {
            "comment": b"COMMENTCANARY",
            "xmp": XMP,
            "extra": b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc,
        }
    return photo(kind, **options) + b"TRAILCANARY ftypmp42" + SCRIPT


def corners() -> Image.Image:
    """40 × 20, each corner of another colour."""
    picture = Image.new("RGB", (40, 20))
    for place, colour in zip([(0, 0), (20, 0), (0, 10), (20, 10)], ["red", "lime", "blue", "white"], strict=True):
        picture.paste(colour, (*place, place[0] + 20, place[1] + 10))
    return picture


def turned(orientation: int) -> bytes:
    """The picture as a phone held otherwise stores it."""
    ways = Image.Transpose
    back = {
        2: ways.FLIP_LEFT_RIGHT, 3: ways.ROTATE_180, 4: ways.FLIP_TOP_BOTTOM, 5: ways.TRANSPOSE,
        6: ways.ROTATE_90, 7: ways.TRANSVERSE, 8: ways.ROTATE_270,
    }.get(orientation)  # fmt: skip
    picture = corners() if back is None else corners().transpose(back)
    return encoded(picture, quality=95, exif=_exif(orientation))


def pdf(body: bytes = b"") -> bytes:
    """As much of a PDF as we look at."""
    return b"%PDF-1.7\n" + body + b"\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def measured(data: bytes, kind: str, *, naive: bool = False) -> tuple[bytes, int]:
    """Our picture process's answer to `data` and its peak memory in MB; `naive`: Pillow without bounds instead."""
    maker = [sys.executable, "-m", "registry.lib.picturemaker", kind, json.dumps(asdict(BOUNDS))]
    command = [sys.executable, "-W", "ignore", "-c", NAIVE] if naive else maker
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command], input=data, capture_output=True, cwd=ROOT, check=True
    )
    return done.stdout, int(done.stderr)
