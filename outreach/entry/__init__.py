"""What pages and programs share when they take something in: no page, no API, above the verbs."""
