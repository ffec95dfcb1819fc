"""Pages of a list lie in `registry.entry.paging`; pages may still name them here."""

from registry.entry.paging import EXACT_UP_TO, NEWEST, PAGE_SIZE, Order, Page, capped_count, page_of

__all__ = ["EXACT_UP_TO", "NEWEST", "PAGE_SIZE", "Order", "Page", "capped_count", "page_of"]
