"""Rosters on their way in, step by step: files, words, headings, texts, rows, sheets; then staging and writing.

The first six are plain Python and know no database. `pipeline` is what the doors ask, `running` what the tasks call.
"""
