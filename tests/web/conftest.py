"""What the pages' tests share."""

import pytest

from tests.intake.conftest import warm_readers
from tests.web.intake_clerk import Clerk, clerk
from tests.web.intake_place import Place, build

__all__ = ["warm_readers"]


@pytest.fixture
def place(transactional_db: None) -> Place:
    """The district of the intake's pages, in a database that its worker sees too."""
    return build()


@pytest.fixture
def yongming(place: Place) -> Clerk:
    """The clerk of 永明社区 at her pages."""
    return clerk(place, "yongming")
