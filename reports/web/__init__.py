"""Pages of the month for staff."""
