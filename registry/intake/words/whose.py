"""Which one community a sheet is about: by its name, its title or the name of the file."""

import re

from registry.intake.words.communities import Communities
from registry.lib.characters import mainland

FILE = "file"
_SHEET_WORDS = re.compile(
    r"[(（\[【].*?[)）\]】]|\d+[人份个]|\d{4}年?|\d{1,2}月|^\d+|流动|流入|流出|党员|花名册|名册|名单|台账|台帐"
    r"|登记[册表]?|一村一册|信息|情况|[-_.、 ]"
)
# 党组织名称：江海区…新华村党支部 above a table: whose it is, unless the label asks for the other end.
_BEHIND_LABEL = re.compile(
    r"(?:^|\s)(?![^:：]{0,6}(?:流[入出](?!党员)|原|来源|户籍))[^\s:：]{0,12}(?:单位|组织|支部|党委|社区|村|居)[^\s:：]{0,8}"
    r"(?:[:：]|(?<=章[)）]))\s*(\S+)"
)
_APART = re.compile(r"[-—－_·./、\s()（）【】]+")
_IN_BRACKETS = re.compile(r"[(（【]([^()（）【】]+)[)）】]")  # 新市民党员信息（银泉社区）


def community_of_sheet(
    name: str, titles: tuple[str, ...], communities: Communities, filename: str
) -> tuple[str | None, str | None]:
    """The one community that the sheet is about: by its name, else by its title, else by the file's name."""
    name, titles = mainland(name), tuple(map(mainland, titles))
    heading = " ".join(titles)
    for form in dict.fromkeys((name, _SHEET_WORDS.sub("", name))):
        found = communities.find(form, heading)
        if found.code or found.candidates:
            return found.code, "sheet"
    parts = {communities.find(part, heading).code for part in _APART.split(name)} - {None}
    if len(parts) == 1:  # 麻一-阿玲: who keeps the sheet is called behind
        return parts.pop(), "sheet"
    short = [title for title in titles if len(title) < 60]
    for named in (part for title in short for part in _BEHIND_LABEL.findall(title)):
        if (found := communities.find(named, heading)).code:
            return found.code, "title"
    said = [part for title in short for part in (title, *_IN_BRACKETS.findall(title))]
    for title in said:
        if (found := communities.find(title, name, loose=False)).code:
            return found.code, "title"
    of_file = communities.find(filename.rpartition(".")[0], heading, loose=False).code
    return (of_file, FILE) if of_file else (None, None)
