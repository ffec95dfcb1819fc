"""Whatever a reader hands over, the row functions answer; only the two documented problems are raised."""

import contextlib
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lib import codes, dates, identity, names, phones, values

SIGNS = "0123456789.-/年月日至今 起XxＸ×*+Ee()（）、；,，电话张三无—～"
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(),
    st.text(SIGNS, max_size=30),
    st.integers(min_value=10_000, max_value=10**18).map(float),
    st.just(time(8)),
    st.just(timedelta(days=1)),
)
PLAIN = [
    names.parse_name,
    dates.parse_date,
    phones.split_contact,
    codes.education,
    codes.ethnic,
    codes.occupation,
    codes.political,
    values.yes_no,
    values.sex,
    values.contact_status,
    values.flow_reason,
    values.direction,
    values.new_employment_type,
    values.relation_status,
    values.strip_cell,
]


@pytest.mark.parametrize("read", PLAIN, ids=lambda read: read.__name__)
@given(cell=CELLS)
def test_never_raises(read: Callable[[object], object], cell: object) -> None:
    read(cell)


@given(CELLS)
def test_only_documented_problems(cell: object) -> None:
    with contextlib.suppress(identity.IdProblem):
        identity.parse_id(cell)
    with contextlib.suppress(phones.PhoneProblem):
        phones.parse_phones(cell)


@given(CELLS)
def test_a_date_is_whole_or_has_a_problem(cell: object) -> None:
    found = dates.parse_date(cell, kind="any")
    assert (found.start is None) == (found.precision is None)
    assert found.start is None or found.problem is None
    assert found.start is None or date(1900, 1, 1) <= found.start <= date(2100, 12, 31)


@given(CELLS)
def test_a_name_can_be_stored(cell: object) -> None:
    name = names.parse_name(cell)
    assert len(name.text) <= names.LONGEST
    assert "\x00" not in name.text
    name.text.encode()
    assert names.parse_name(name.text).text == name.text or name.problem
