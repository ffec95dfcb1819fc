"""Fixtures of the account tests."""

from tests.accounts.people import frozen

__all__ = ["frozen"]
