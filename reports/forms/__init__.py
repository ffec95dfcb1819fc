"""A district's own .xlsx form: read, understood by its headings, filled. Knows figures, and no rows of the database."""
