"""What the pages' tests share."""

from tests.intake.conftest import warm_readers

__all__ = ["warm_readers"]
