"""One row against the plan of its table: values, whose a number is, every error at once, warnings for the rest."""
