"""What the month adds up to as files: workbook, brief, tables, ledgers. No Celery, no pages; see `book.make`."""
