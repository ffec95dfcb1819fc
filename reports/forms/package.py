"""An uploaded form as a package of parts: judged before anything in it is read, then its workbook and sheets as XML.

What is not changed is copied as it is, so that charts, pictures, checks of input and print set-up stay what they were.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from registry.intake.files.archive import examine, open_archive
from registry.intake.files.kinds import kind_of
from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal

LIMITS = Limits(file_bytes=5 * MB, unpacked_bytes=24 * MB, ratio_from=8 * MB, entries=400, sheets=40)
MOST_ROWS, MOST_COLUMNS = 2_000, 300
WORKBOOK, RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
# Functions that reach out of the workbook, whatever is in front of their name (`_xlfn.`).
REACHING = re.compile(
    r"\b(?:\w+\.)?(?:WEBSERVICE|RTD|CALL|REGISTER|REGISTER\.ID|DDE|EXEC|HYPERLINK|IMAGE)\s*\(|\[\d+\]", re.IGNORECASE
)
TOO_LARGE = f"表格文件太大，超过 {LIMITS.file_bytes // MB} MB。请删去与上报无关的工作表和图片后再上传。"
OLD = "这是旧格式（.xls）或设了打开密码的文件。请在 Excel 或 WPS 里取消密码，另存为 .xlsx 后再上传。"
NO_TEXT = "这是文本文件（CSV），没有合并表头和样式。请上传上级发的 .xlsx 表样。"
# What the intake says of such a file names kinds that are not taken here.
ELSE = {
    "not_a_table": "这不是表格文件。这里只收上级发的 .xlsx 表样，请另存为 .xlsx 后再上传。",
    "html_as_xls": "这是网页，只是名字写成了 .xlsx。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。",
}
# Beginning of a part's name → why such a form is not taken.
UNWANTED = {
    "xl/externallinks/": "引用了别的工作簿（外部链接）。请在“数据 → 编辑链接”里断开链接，另存后再上传。",
    "xl/connections": "带有外部数据连接。请在“数据 → 查询和连接”里删除连接，另存后再上传。",
    "xl/querytables/": "带有外部数据连接。请在“数据 → 查询和连接”里删除连接，另存后再上传。",
    "xl/embeddings/": "嵌入了别的文件（对象）。请删除嵌入的对象，另存后再上传。",
    "xl/activex/": "带有 ActiveX 控件。请删除控件，另存后再上传。",
    "xl/macrosheets/": "带有宏表。请删除宏表，另存为不带宏的 .xlsx 后再上传。",
    "xl/dialogsheets/": "带有对话框表。请删除后另存再上传。",
    "xl/revisions/": "是“共享工作簿”。请取消共享，另存后再上传。",
    "_xmlsignatures/": "带有数字签名，填数会使签名失效。请用没有签名的表样。",
}
LINKED = "带有指向文件外面的链接（超链接、链接的图片等）。请删除链接，另存后再上传。"
REACHES = "工作表“{sheet}”的 {cell} 里的公式会连到文件外面。请改掉这个公式，另存后再上传。"
NAMED = "这份表的名称“{name}”连到文件外面。请在“公式 → 名称管理器”里删除这个名称，另存后再上传。"
STRICT = "是“Strict Open XML”格式。请另存为普通的“Excel 工作簿（.xlsx）”后再上传。"


def main(name: str) -> str:
    """A tag of SpreadsheetML."""
    return f"{{{MAIN}}}{name}"


def parsed(data: bytes) -> Any:
    """XML of a judged package: no entities, no network, no huge trees. Raises Refusal."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise Refusal("damaged") from problem


def text_of(root: Any) -> bytes:
    """The part again."""
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


@dataclass(slots=True)
class Part:
    """One sheet: its name as people see it, its file, whether it is shown."""

    name: str
    file: str
    shown: bool


@dataclass
class Package:
    """The parts of a form in their order."""

    parts: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def workbook(self) -> Any:
        """`xl/workbook.xml`."""
        return parsed(self.parts[WORKBOOK])

    @cached_property
    def relations(self) -> Any:
        """`xl/_rels/workbook.xml.rels`."""
        return parsed(self.parts[RELS])

    @cached_property
    def sheets(self) -> list[Part]:
        """The worksheets (no chart sheets), in the order of their tabs."""
        targets = {each.get("Id"): each for each in self.relations}
        found = []
        for sheet in self.workbook.iterfind(f"{main('sheets')}/{main('sheet')}"):
            target = targets.get(sheet.get(f"{{{LINK}}}id"))
            if target is not None and str(target.get("Type", "")).endswith("/worksheet"):
                file, shown = self._file(target.get("Target", "")), sheet.get("state", "visible") == "visible"
                found.append(Part(sheet.get("name", ""), file, shown))
        return found

    def _file(self, target: str) -> str:
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
        if name not in self.parts:
            raise Refusal("damaged")
        return name

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, without the readings that some programs keep beside them."""
        data = self.parts.get("xl/sharedStrings.xml")
        return [plain(item) for item in parsed(data).iterfind(main("si"))] if data else []


def plain(item: Any) -> str:
    """The text of a string item: its own, or that of its runs."""
    runs = [item.find(main("t")), *(run.find(main("t")) for run in item.iterfind(main("r")))]
    return "".join(run.text or "" for run in runs if run is not None)


def opened(data: bytes, name: str = "") -> Package:
    """The form, after it was judged. Raises Refusal, whose message says what to do."""
    if len(data) > LIMITS.file_bytes:
        raise Refusal("too_large", TOO_LARGE)
    try:
        kind = kind_of(data[:4096], name)
        if kind == "html":
            raise Refusal("html_as_xls")
    except Refusal as refusal:
        raise Refusal(refusal.kind, ELSE.get(refusal.kind, "")) from refusal
    if kind != "xlsx":
        raise Refusal("unsupported", OLD if kind == "xls" else NO_TEXT)
    with open_archive(io.BytesIO(data), LIMITS) as archive:
        extents = examine(archive, LIMITS).extents
        if any(extent.bottom > MOST_ROWS or extent.right > MOST_COLUMNS for extent in extents.values()):
            raise Refusal("sparse_bomb")
        package = Package({entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()})
    _judge(package)
    return package


def _judge(package: Package) -> None:
    for name, data in package.parts.items():
        for beginning, why in UNWANTED.items():
            if name.lower().startswith(beginning):
                raise Refusal("unsupported", f"这份表{why}")
        if name.lower().endswith(".rels") and EXTERNAL.search(data):
            raise Refusal("unsupported", f"这份表{LINKED}")
    if WORKBOOK not in package.parts or RELS not in package.parts or TYPES not in package.parts:
        raise Refusal("damaged")
    if not package.workbook.tag.startswith("{" + MAIN):
        raise Refusal("unsupported", f"这份表{STRICT}")
    if not package.sheets or len(package.sheets) > LIMITS.sheets:
        raise Refusal("damaged")
    _judge_formulas(package)


def _judge_formulas(package: Package) -> None:
    for part in package.sheets:
        for formula in parsed(package.parts[part.file]).iter(main("f")):
            if REACHING.search(formula.text or ""):
                cell = formula.getparent().get("r", "")
                raise Refusal("unsupported", "这份表的" + REACHES.format(sheet=part.name, cell=cell))
    for name in package.workbook.iter(main("definedName")):
        if REACHING.search(name.text or ""):
            raise Refusal("unsupported", NAMED.format(name=name.get("name", "")))


def of_our_own(data: bytes) -> Package:
    """A form that was judged when it came in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Package({entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()})
