"""What the walls' tests share."""

from collections.abc import Callable

import pytest


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a figure on the terminal, captured or not."""
    writer = request.config.get_terminal_writer()

    def tell(text: str) -> None:
        writer.line(f"\n  {text}")

    return tell
