"""A whole sheet: its tables, groups and cards, what goes on elsewhere, and what is told of the rest."""
