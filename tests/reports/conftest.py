"""What tests of the month share."""

from tests.outreach.conftest import moment

__all__ = ["moment"]
