"""The looks themselves find what is wrong: on the first document of a page and on later ones, at either width."""

import pytest

from tests.browser.conftest import Story, Visit, Visitor
from tests.browser.looking import AA, looked_at
from tests.browser.test_every_page import wrong_on

UNLABELLED = "document.querySelectorAll('label').forEach((label) => label.remove())"
WIDE = "document.querySelector('main h1').style.minWidth = '700px'"
FORM = "/members/new/"
AROUND = (
    ("document.querySelector('.sidenav li a').replaceChildren()", "link-name"),
    ("document.querySelector('.topbar img').removeAttribute('alt')", "image-alt"),
    ("document.querySelector('.footer span').style.color = '#eee'", "color-contrast"),
    ("document.styleSheets[0].insertRule('.footer span { color: #eee !important }')", "color-contrast"),
)


def spoilt(visitor: Visitor, how: str) -> None:
    visitor.go(FORM)
    visitor.page.evaluate(how)


def test_a_fault_is_found_on_every_document_of_a_page(visit: Visit) -> None:
    """Axe is sent with the first two; those after it bring it along."""
    visitor = visit("community-a11")
    for _ in range(4):
        spoilt(visitor, UNLABELLED)
        assert "label" in {item["id"] for item in looked_at(visitor.page, AA).response["violations"]}
    assert "label" in "".join(wrong_on(visitor, "member-new"))
    with pytest.raises(AssertionError, match="label"):
        visitor.check_both()


def test_what_is_too_wide_for_a_phone_is_found_at_a_desk(visit: Visit) -> None:
    """On the first page of a story, and on the second, where axe has no turn."""
    visitor = visit("community-a11")
    for _ in range(2):
        spoilt(visitor, WIDE)
        with pytest.raises(AssertionError, match="scrolls sideways"):
            visitor.check_both()
    assert wrong_on(visitor, "member-new", axe=False) == ["phone: scrolls sideways"]


def test_a_fault_around_a_page_is_found_after_it_was_right(visit: Visit) -> None:
    """What stands there as it did before is passed over; other markup is not, nor what looks otherwise."""
    visitor = visit("community-a11")
    visitor.go(FORM)
    assert looked_at(visitor.page, AA).violations_count == 0
    for spoil, rule in AROUND:
        visitor.go(FORM)
        visitor.page.evaluate(spoil)
        assert rule in {item["id"] for item in looked_at(visitor.page, AA).response["violations"]}, spoil


def test_axe_takes_every_third_page_and_all_that_nobody_else_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.browser.conftest.FULL", False)
    story, base = Story(), "http://localhost:1"
    assert [story.axe_looks(f"{base}/members/?q=1") for _ in range(4)] == [True, False, False, True]
    assert all(story.axe_looks(f"{base}{path}") for path in ("/login/", "/me/", "/login/", "/me/"))
    monkeypatch.setattr("tests.browser.conftest.FULL", True)
    assert all(story.axe_looks(f"{base}/members/") for _ in range(4))
