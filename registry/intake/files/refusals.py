"""Why a file is not read: one machine word and one sentence that says what to do now."""

MESSAGES = {
    "empty_file": "文件是空的（0 字节）。请确认表格已经保存，再重新上传。",
    "encrypted": "文件设了打开密码，读不了。请在 Excel 或 WPS 里取消密码，另存一份后再上传。",
    "html_as_xls": "这是网页，只是名字写成了 .xls。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
    "zip_bomb": "文件解压后大得不正常，为了安全没有打开。请把表格内容复制到一个新的工作簿，保存后再上传。",
    "sparse_bomb": "表格里相隔极远的地方有零星内容，范围大得不正常，没有打开。"
    "请把有用的行列复制到一个新的工作簿，保存后再上传。",
    "not_a_table": "这不是表格文件。请上传 .xlsx、.xls、.csv、.docx 或 .txt。",
    "too_large": "文件太大。请按村（社区）或按年份拆成几份，分别上传。",
    "too_many_rows": "表格行数太多。请拆成几份，分别上传。",
    "damaged": "文件已损坏，读不完整。请在 Excel 或 WPS 里重新打开并另存为 .xlsx，再上传；打不开的话请找原始文件。",
    "unsupported": "不收这种格式的表格。请在 Excel 或 WPS 里另存为 .xlsx（不带宏）后再上传。",
    "timeout": "读这个文件花的时间太长，已经停下。请删去多余的工作表和空白行列，或拆成几份后再上传。",
    "memory": "读这个文件要用的内存太多，已经停下。请删去多余的工作表和空白行列，或拆成几份后再上传。",
    "xml_entities": "文件内部带有外部引用的定义，不安全，没有打开。请把表格内容复制到一个新的工作簿，保存后再上传。",
    "encoding": "认不出这个 CSV 的文字编码（可能混了两种）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
}

# Of html_as_xls, where nobody called the page anything else.
SAVED_PAGE = (
    "这个网页里没有能直接读的表格（有输入框、脚本，或者表中套表）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
)
PAGES = (".htm", ".html")


def worded(kind: str, message: str, filename: str) -> str:
    """The sentence for a file of this name."""
    return SAVED_PAGE if kind == "html_as_xls" and filename.lower().endswith(PAGES) else message


class Refusal(Exception):
    """A file that will not be read. `kind` is a key of MESSAGES; `message` is for the clerk, in Chinese."""

    def __init__(self, kind: str, message: str = "") -> None:
        self.kind = kind
        self.message = message or MESSAGES[kind]
        super().__init__(f"{kind}: {self.message}")
