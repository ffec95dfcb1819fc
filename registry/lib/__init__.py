"""The ground: pure Python, no Django."""

import os

# Names are read character by character: pypinyin's table of phrases would only cost 44 MB in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
