"""Pictures made anew: decoded, turned upright, made smaller, encoded again, so that nothing but the picture is left.

EXIF, GPS, XMP, colour profiles, comments, thumbnails, further frames and whatever was hung on behind stay behind.
A process of its own (`picturemaker`) does it, with little memory and no network: a bomb or a hole in a decoder ends
there. See ASVS 5.0 V5.2.6 (pixel floods).
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MB = 1 << 20
PROBLEMS = {
    "pixels": "这张照片的像素太多（尺寸太大），没有收下。请用手机截图或在微信里发送（不选“原图”）后再传。",
    "damaged": "这张照片打不开，可能没有传完整或已经损坏。请重新拍照或另存一份再传。",
    "slow": "这张照片处理得太久，没有收下。请截图或另存为 JPG 再传。",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one picture may cost. Pixels are width × height as the header says, looked at before anything is decoded.

    A baseline JPEG is decoded at a fraction of its size, so that 108-megapixel phones get through; a progressive one
    has to be held whole. `memory` is the process's address space in bytes, `cpu` and `wall` are seconds, `side` pixels.
    """

    jpeg: int = 120_000_000
    progressive: int = 40_000_000
    png: int = 40_000_000
    webp: int = 17_000_000  # its decoder holds three whole pictures
    side: int = 2560
    heavy: int = 3 * MB  # what is larger without loss is kept with little loss
    memory: int = 1024 * MB
    cpu: int = 15
    wall: float = 30.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of our own making. Sizes in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


class PictureProblem(ValueError):
    """Why a picture can't be used; `kind` is a key of PROBLEMS."""

    def __init__(self, kind: str) -> None:
        super().__init__(PROBLEMS[kind])
        self.kind = kind


BOUNDS = Bounds()
# Two at a time: an upload of six pictures by everybody at once must not take the machine's memory.
_turns = threading.BoundedSemaphore(2)


def remade(data: bytes, kind: str, bounds: Bounds = BOUNDS) -> Picture:
    """The picture in `data`, whose bytes say that it is a `kind` (jpeg, png, webp). Raises PictureProblem."""
    with _turns:
        answer = _asked(data, kind, bounds)
    head, _, made = answer.partition(b"\n")
    try:
        said = json.loads(head)
        return Picture(made, said["media_type"], said["width"], said["height"])
    except (ValueError, KeyError) as error:  # refused, or dead before its first word
        raise PictureProblem(_problem(head)) from error


def _asked(data: bytes, kind: str, bounds: Bounds) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-m", "registry.lib.picturemaker", kind, json.dumps(asdict(bounds))],
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=bounds.wall,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureProblem("slow") from error
    return done.stdout


def _problem(head: bytes) -> str:
    """What the process said was wrong; one that died while decoding had a damaged picture before it."""
    try:
        return str(json.loads(head)["problem"])
    except (ValueError, KeyError):
        return "damaged"
