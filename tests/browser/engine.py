"""Debian's Chromium: which one, and how it is started, kept off the network."""

import shutil

# The one without a window first: the same engine; the others keep a desktop's machinery running beside each page.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), "")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    # Without a graphics card its own process only hands pictures over, in more pieces than one screen needs.
    "--in-process-gpu",
    "--num-raster-threads=1",
    "--default-tile-width=2048",
    "--default-tile-height=2048",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
