"""The API: the same verbs, rights and masks as the pages, for programs."""
