"""What a form says of what was typed is said in the house's words: none of Django's own (tests/web/test_every_form.py
asks every form for them)."""

import re

from tests.web.house_words import messages, patterns, shown


def test_every_message_of_a_field_has_words_of_the_house() -> None:
    djangos = patterns()
    assert djangos.search("该字段是必填项。") and djangos.search("确保该变量包含不超过 100 字符 (目前字符数 200)。")
    said = sorted({shown(each) for each in messages()})
    assert len(said) > 30
    assert [text for text in said if djangos.search(text) or not re.search("[一-鿿]", text)] == []
