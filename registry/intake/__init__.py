"""From a clerk's file to checked rows: reading (sandboxed), recognising, checking. Nothing here needs Django."""
