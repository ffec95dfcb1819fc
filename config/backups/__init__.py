"""Backup and restore: the database and the files beside it, encrypted for those who may open them.

`taking` makes one, `checking` reads one without touching anything, `restoring` puts one into an empty database.
"""
