"""What the API's tests share."""

from tests.intake.conftest import warm_readers
from tests.walls.conftest import say

__all__ = ["say", "warm_readers"]
