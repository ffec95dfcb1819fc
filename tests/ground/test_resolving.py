"""Addresses are found once: what varies in one is never kept."""

import pytest
from django.urls import Resolver404, get_resolver, resolve

from config.resolving import Remembered
from registry.lib.ids import uuid7


def test_only_addresses_without_a_variable_part_are_kept() -> None:
    """A second look gives the same view; keys, unknown addresses and the admin's own catch-all leave nothing behind."""
    [root] = get_resolver().url_patterns
    assert isinstance(root, Remembered)
    for _ in range(2):
        match = resolve("/suggest/")
        assert (match.view_name, match.route, match.kwargs) == ("suggest", "suggest/", {})
    member = f"/members/{uuid7()}/"
    assert resolve(member).kwargs
    with pytest.raises(Resolver404):
        resolve("/no-such-page/")
    assert "suggest/" in root._known
    assert not any("member" in path and len(path) > 30 for path in root._known)
    assert "no-such-page/" not in root._known
