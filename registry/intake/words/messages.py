"""What a colleague says about a cell: what is wrong, and how to mend it. The page adds sheet, row and column."""

ERRORS = {
    "name_missing": "这一行没有姓名。请补上姓名；如果不是党员信息，请删去这一行。",
    "not_a_name": "姓名一栏写的是“{raw}”，不像姓名。请改成身份证上的姓名。",
    "hidden_name": "姓名一栏写的是“{raw}”，有的字隐去了或者没有显示出来。请改成身份证上的完整姓名。",
    "several_names": "姓名一栏写的是“{raw}”，像是不止一个人。请一人写一行；"
    "如果是一个人的姓名，请去掉中间的空格和标点。",
    "unread_line": "这一行没有读入：“{raw}”。里面像是写着一个人的姓名和号码。请照表头一格一项重新填写；"
    "如果不是党员信息，请删去这一行。",
    "slipped": "这一行像是向{side}错了一格：“{heading}”一栏写的是“{raw}”，身份证号在旁边一格。"
    "没有照错位的格子读入，请把这一行移回原位再传。",
    "direction_opposed": "表里写的是“{raw}”，导入时选的却是{way}，这一行先没有登记。"
    "请把方向改选“自动识别”再核对；确实是{way}的，请把表里这几个字改掉再传。",
    "id_damaged": "身份证号被 Excel 当成数字存了，后几位已经变成 0，找不回来。"
    "请把这一列设为“文本”格式，再照身份证重新填写。",
    "id_checksum": "身份证号校验不通过，可能抄错了一位或两位颠倒。请照身份证核对后重新填写。",
    "id_length": "身份证号现在是 {length} 位，应为 18 位（老号码 15 位）。请照身份证核对后重新填写。",
    "phone_damaged": "手机号被 Excel 变成了科学计数（如 1.38E+10），后几位已经丢失。"
    "请把这一列设为“文本”格式，再重新填写。",
    "out_of_scope": "“{raw}”不在本次导入的单位之内。请核对村（社区）；确实属于别处的，请由那里或上级单位导入。",
    "duplicate_in_file": "与第 {row} 行（{sheet}）是同一个人，文件里写了两遍。请只留一行。",
}

COLOURS = (
    "单元格的颜色没有读入，标了颜色的行都照没有颜色的登记。"
    "请把颜色的意思写成一列文字（如“备注：已离开”）再传，或者核对时逐行改。"
)
WARNINGS = {
    "name_joined": "姓和名分在两格里，已经合成“{raw}”，请核对。",
    "name_signs": "姓名写的是“{raw}”，去掉中间的符号记作“{value}”，请核对。",
    "proxy": "姓名写的是“{raw}”：是姓“代”，还是别人代“{value}”报的？先照原样记下，请核对。",
    "half_name": "姓名写的是“{raw}”，不像完整的姓名，照原样记下。请补全。",
    "nickname": "姓名写的是“{raw}”，不像身份证上的姓名，像是昵称，照原样记下。请改成真实姓名。",
    "name_exchanged": "“{raw}”写在性别一栏，性别写在姓名一栏，像是填反了。已经按“{raw}”记作姓名，请核对。",
    "name_remark": "姓名后面的“{raw}”记入备注。",
    "id_masked": "身份证号有隐去的位数，只作参考，不能用来查重。有条件时请补全。",
    "id_guessed": "没有一列写明是身份证号；“{raw}”里的像是，先记作本人的，请核对。",
    "id_legacy": "15 位老身份证号已换算成 18 位，请核对。",
    "star_for_x": "身份证号最后一位写的是“*”，按校验码应是 X，已经读作 {value}，请核对。",
    "letters_for_digits": "“{raw}”里有像 0 或 1 的字母，已经按 {value} 读入，请核对。",
    "phone_unreadable": "“{raw}”里没有认出手机号，原文已保留。",
    "phone_with_role": "“{raw}”里还写着职务，或者由谁代接，像是村里或别人的号码。已经先记作本人电话，请核对一下。",
    "phone_of_another": "“{raw}”像是家属或别人的号码，没有记作本人电话，原文已保留。请补上本人的手机号。",
    "phone_changed": "“{raw}”里写着旧号和新号，已经按 {value} 记作本人电话，另一个记在其他号码里，请核对。",
    "phone_newer": "另一列还有号码“{raw}”，已经按“{heading}”里的记作本人电话，请核对。",
    "phone_gone": "“{raw}”写着号码已经停用或打不通，先记作本人电话。请核实，有新号码的请换上。",
    "phone_behind_another": "“{raw}”写在“{owner}”后面，分不清是不是本人的号码，没有记作本人电话，原文已保留。"
    "如果是本人的，请把这一列对应为“联系电话”。",
    "phone_shared": "第 {row} 行（{sheet}）的另一个人也是这个号码，请核对是不是本人的。",
    "phone_landline": "只有固定电话，没有手机号。有条件时请补上手机号。",
    "sex_differs": "性别写的是“{raw}”，与身份证号不符，按身份证号记为“{value}”。",
    "birth_differs": "出生日期写的是“{raw}”，与身份证号不符，按身份证号记为 {value}。",
    "joined_young": "入党时间写的是 {raw}，那时还不满 18 岁（{birth} 出生），请核对。",
    "before_birth": "日期写的是 {raw}，比出生日期 {birth} 还早，请核对。",
    "age_differs": "年龄写的是“{raw}”，与出生日期（{birth}）对不上，请核对。",
    "birth_unlikely": "出生日期读作 {raw}，算下来 {age} 岁，不像党员的年龄，请核对。",
    "reported_early": "报到时间写的是 {raw}，比流入时间（{day}）还早，请核对。",
    "both_ways": "第 {row} 行（{sheet}）把同一个人记在另一个方向上。一个人不会同时流入又流出，请核对留哪一条。",
    "date": "日期“{raw}”没有记入：{why}。",
    "value": "“{raw}”没有认出来，这一项先空着，原文已保留。",
    "text_cut": "“{raw}……”这一格有 {length} 个字，太长了，只读了、只记下前 {longest} 个字。"
    "请把与这位党员无关的内容删去；几个人写在一格里的，请一人写一行。",
    "second_column": "“{heading}”一列写的不一样，先按那一列记下；这里的“{raw}”记在“其他信息”里，请核对。",
    "shortened": "“{raw}……”太长，这一栏只放得下前 {longest} 个字；全文记在“其他信息”里，没有丢。",
    "community_unknown": "没有找到“{raw}”这个村（社区），这一项先空着。如果是习惯叫法，可以在组织设置里加为别名。",
    "community_unsure": "村（社区）写的是“{raw}”，这一项先空着，问清楚以后请补上。",
    "community_ambiguous": "“{raw}”有不止一个，请写明街道。这一项先空着。",
    "street_differs": "“{raw}”不属于表里写的{street}，先按村（社区）的名称记下，请核对。",
    "community_other": "这一行还有一处写的是“{raw}”，先按{place}记下。两处不一样，请核对现在住在哪里。",
    "community_says": "这一行自己写的是“{raw}”，标题（或发消息的人）是{place}，按这一行写的记下，请核对。",
    "community_of_sender": "这一行没有写住在哪个村（社区），先按发消息的“{raw}”记为{place}，请核对。",
    "community_elsewhere": "住址在“{raw}”，不在本次导入的单位之内，请核对。",
    "origin_unknown": "没有从“{raw}”认出省市县，这一项先空着，原文已保留。",
    "origin_ambiguous": "“{raw}”可能指几个地方，请选定一个，或写明省市。",
    "origin_several": "“{raw}”里写了不止一处：{places}。这一项先空着，原文已保留。请核实后只留一处。",
    "origin_partly": "“{raw}”里只认出{place}，那里没有找到“{county}”，先记到这一级。请核对县（市、区）的名称。",
    "origin_astray": "“{raw}”里的县（市、区）不在{city}，先按{place}记下，请核对。",
    "origin_home": "表中没有写从哪里来，先按老家“{raw}”记下，请核实。",
    "origin_hint": "表中没有写从哪里来；籍贯（户籍）是“{raw}”，仅供参考，请核实。",
    "direction_differs": "这一行写的是“{raw}”，与整张表的流向不同，请核对。",
    "direction_blank": "别的行写了流入还是流出，这一行没有写，先按{way}记下，请核对。",
    "struck_row": "“{raw}”这一行划了删除线，像是已经删去的人，没有照常登记，只作为线索。请核实；"
    "确实不要的，请把这一行删掉再传。",
    "struck_cell": "“{raw}”划了删除线，当作已经删去，没有读入。要保留的，请去掉删除线再传。",
    "struck_part": "这一格里“{raw}”划了删除线，当作已经删去，读入的是没有划掉的部分，请核对。",
    "revised": "Word 的修订里删去了“{raw}”，修订还没有接受。已经照修订以后的内容读入，请核对。",
    "amended": "后面有一条消息写着“{raw}”，已经照它改了号码，请核对。",
    "about_row": "后面有一条消息写着“{raw}”，说的是这一行，没有照改，请核对。",
    "withdrawn": "后面有一条消息写着“{raw}”，像是要删去这一行，没有照常登记，只作为线索。请核实；"
    "确实不要的，请把这一行删掉再传。",
    "misspelt": "表头像是写错了字：{raw}。已经按括号里的读入，请核对这几列。",
    "comment": "这一格有批注“{raw}”。批注没有读入，请核对。",
    "line_by_line": "“{raw}”写在一格里，已经按行拆开，一人一行读入；没有分行写的项目，每人都照读。请核对。",
    "colours": "表里写着“{raw}”。" + COLOURS,
    "earlier_stay": "这个人写了两段，按时间在后的一段读入；先前的“{raw}”记入备注，请核对。",
    "not_away": "去向写的是“{raw}”，就在本区，不像流出党员，请核对。",
    "cell_error": "单元格显示的是 {raw}，公式出错了，这一项先空着。",
    "not_member": "政治面貌写的是“{raw}”，不是党员，请核对是否要导入。",
    "kin_member": "“{heading}”写的是“{raw}”，这位亲属也是党员，没有另外登记。表里没有单独一行的，请补上一行。",
    "needs_superior": "台账写明已纳入支部。纳入要由上级批准，先记为已报到。",
    "remark_says": "备注里写着“{raw}”，请核对这个人还要不要导入。",
    "remark_differs": "备注里写着“{raw}”，与这一行所填的可能不一样，请核对。",
    "said_no": "“{heading}”写的是“{raw}”，请核对是否要导入。",
    "gone": "这里写着“{raw}”，请核对这个人还要不要导入。",
    "returned": "“{heading}”填了“{raw}”，请核对这个人还在不在流动、要不要导入。",
    "stays": "流动情况写的是“{raw}”，不像流动党员，请核对是否要导入。",
}


def error(kind: str, **facts: object) -> str:
    """The sentence for an error."""
    return ERRORS[kind].format(**facts)


def warning(kind: str, **facts: object) -> str:
    """The sentence for a warning."""
    return WARNINGS[kind].format(**facts)


def note(kind: str, row: int) -> str:
    """The sentence for what a line around the rows says, without its text, which the page is not told."""
    if kind == "line_by_line":
        return f"第 {row} 行一格里写了几个人，已经按行拆开，一人一行读入，请核对。"
    return f"第 {row} 行说到单元格的颜色。{COLOURS}" if kind == "colours" else ""
