"""Settings: base (what holds everywhere), local (and demo), test, production."""
