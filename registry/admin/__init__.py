"""The administration pages: organisations, accounts, postings, column mappings, the trail. No members in here."""

from registry.admin import accounts, mappings, organisations, postings, tokens, trail
from registry.admin.site import site

__all__ = ["accounts", "mappings", "organisations", "postings", "site", "tokens", "trail"]
