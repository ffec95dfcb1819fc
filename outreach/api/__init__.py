"""The programs' door to outreach: the registry's base classes, rights and masks."""
