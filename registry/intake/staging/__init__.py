"""Between upload and writing: stored, matched, decided on, sealed, shown; nothing on the register changes yet."""
