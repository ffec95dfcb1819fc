"""What the API's tests share."""

from tests.walls.conftest import say

__all__ = ["say"]
