"""What comes in through the public form of 金点子: photographs are made anew, text is made plain (B09-11, B15, B17)."""

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from outreach.domain.suggestions.wording import MARKS, plain
from outreach.models import Suggestion, SuggestionFile
from registry.domain.files import unseal
from tests.domain import pictures
from tests.faults.harness import FULL, figure
from tests.outreach.herself import visitor
from tests.outreach.suggesting import code_of, left, says
from tests.web.staff import text_of
from tests.world import World, clerk

HERE = "/suggest/"


def test_what_photographs_carry_stays_outside(world: World) -> None:
    """B09 to B11, B17 at this door: a bomb and a PDF are refused, words kept; what is kept is made anew and renamed."""
    flood = SimpleUploadedFile("灯.jpg", pictures.flood(9000))
    for bad, words in (
        (flood, "像素"),
        (SimpleUploadedFile("a.pdf", pictures.pdf()), "只收照片"),
        (SimpleUploadedFile("a.jpg", pictures.SCRIPT), "网页"),
        (SimpleUploadedFile("a.gif", pictures.endless_gif(20)), "格式"),
    ):
        said = says(world, uploads=[bad])
        answer = text_of(visitor().post(HERE, said))
        assert said["content"] in answer and words in answer, words
    secret = pictures.talkative("JPEG") + pictures.SCRIPT
    names = ("../../etc/passwd", "a\x00.php.jpg", "CON.jpg", "\u202egpj.exe", "长" * 300 + ".jpg", "x.jpg")
    left(visitor(), world, uploads=[SimpleUploadedFile(name, secret) for name in names])
    with world.at(clerk("a11")):
        files = list(SuggestionFile.objects.all())
        made = [unseal(SuggestionFile, file.pk, file.data) for file in files]
    assert len(files) == 6 and all(file.from_proposer and file.media_type == "image/jpeg" for file in files)
    for file, data in zip(files, made, strict=True):
        assert file.name.endswith(".jpg") and not set(file.name) & set('/\\\x00\u202e<>:"') and len(file.name) <= 100
        assert not file.name.upper().startswith("CON.")
        assert not any(found in data for found in (*pictures.SECRETS, b"PAYLOAD", b"<script"))
        assert any(found in secret for found in pictures.SECRETS) and b"PAYLOAD" in secret


ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u202e\u2066\u200f\u200d\ufeff\x00\r\n\t\u0301\U0001f468\U0001f469\U00020bb7\ufdd0\U0010ffff"),
    ),
    max_size=300,
)


@pytest.mark.fault
def test_any_text_becomes_plain() -> None:
    """B15: nothing that turns a line around or that no database takes is left, and doing it twice changes nothing.
    Switched off, the first such sign is found."""
    made = Counter()
    examples = budget(max_examples=10_000 if FULL else 200, deadline=None, database=None)
    examples(given(ODD)(lambda text: made.update([_is_plain(text, plain(text))])))()
    with pytest.raises(AssertionError):
        examples(given(ODD)(lambda text: _is_plain(text, text)))()
    figure("B15", "odd texts made plain", 0, "left as they were", made[None] > 0, n=made.total())


def _is_plain(text: str, found: str) -> None:
    assert plain(found) == found
    assert not set(found) & set("\x00\r\u202e\u2066\u200f\ufdd0\U0010ffff\ufeff")
    found.encode()
    assert "\u0301" * (MARKS + 1) not in found
    for char in "\U00020bb7", "\U0001f468":  # nothing of what people write goes
        assert found.count(char) == text.count(char)


def test_odd_text_through_the_form(world: World) -> None:
    """The same through the door: no 5xx, what is shown is what was kept; an emoji of a family and 𠮷 survive."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467 𠮷野家门口的灯"
    zalgo = "灯" + "\u0301" * 900 + "坏了好几天"
    for text in (
        family,
        zalgo,
        "左\u202e右\u2066灯坏了",
        "灯\x00坏了好几天",
        "灯坏了\r\n\r\n\r\n\r\n好几天",
        "\ufdd0灯坏了好几天",
    ):
        client = visitor()
        answer = client.post(HERE, says(world, content=text, title=text[:20], name="何"))
        assert answer.status_code == 302, text
        page = text_of(client.post("/suggest/progress/", {"code": code_of(client)}))
        assert "\u202e" not in page and "\u0301" * (MARKS + 1) not in page
    assert family in {row.content for row in _all(world)}
    assert visitor().post(HERE, {"content": b"\xed\xa0\x80\xff" * 5}).status_code == 200


def _all(world: World) -> list[Suggestion]:
    with world.at(clerk("a11")):
        return list(Suggestion.objects.all())
