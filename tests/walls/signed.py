"""What is signed here by name, with its reason: functions that see more than their caller, keys without an owner."""

# Functions that see more than their caller, each with what it checks itself. Another one fails the test.
DEFINERS = {
    "registry_user_by_name": "登录先于范围，只按账号名给一行",
    "registry_user_by_id": "会话里的账号，只按编号给一行",
    "registry_note_login": "只写登录时间",
    "registry_note_contact": "把最近联系时间写到联系记录所说的那天；范围和结对关系在函数里核对",
    "registry_postings_of": "一个账号在任的岗位",
    "registry_token_by_digest": "令牌先于范围，只按摘要给一行",
    "registry_note_token": "只写令牌的最近使用时间",
    "registry_roots": "各区的路径，没有名称",
    "registry_directory": "本区组织的名称，用于转出",
    "registry_directory_entry": "本区一个组织的名称",
    "registry_audit_tail": "一条链的末尾，并取锁",
    "registry_audit_heads": "只给 system",
    "registry_audit_chain": "只给 system 和本区审计管理员",
    "registry_open_anywhere": "只答有没有，不说在哪里；联络员和三员一律答没有",
    "registry_open_among": "同上，整份名册",
    "registry_other_half": "另一半的方向和状态，核对本方范围和同一身份证号",
    "registry_link_halves": "核对本方范围",
    "registry_follow_merge": "核对两条记录都在范围内、同组织同方向、一条已并入另一条",
    "registry_mirror_request": "核对本方范围、区内、首状态",
    "registry_withdraw_request": "核对申请方范围",
    "registry_release_custody": "核对转出方范围",
    "registry_move_custody": "核对双方和批准人",
    "registry_stranded": "只给本方范围内的结对编号，联络员和三员一律没有；账号可在本级之上",
    "registry_told_enough": "只数本账号的提问，只给一个时刻",
    "registry_moving_with": "只给数目，核对角色和办公范围",
    "registry_move_organisation": "核对原上级和新上级都在其下、同区、在用、不成环",
    "registry_intakes_waiting": "只给数目，核对角色和办公范围",
    "registry_refresh_statistics": "只刷新统计信息，不给任何行",
    "registry_undo_created": "核对导入的范围和状态，只删没人动过的",
    "outreach_messages_waiting": "只给数目，核对角色和办公范围",
    "outreach_link_by_digest": "个人链接先于范围，只按摘要给一行",
    "outreach_note_link": "只写链接的最近使用时间，核对是本人",
}
# Foreign keys between scoped tables without a same-owner key. Accounts lie at other nodes than the rows they wrote.
EXEMPT_KEYS = {
    "Member.branch": "树的引用：支部可在本组织之外，名称另存一份",
    "Task.rule": "规则由上级定，对下级都有效；没有个人信息",
    "MessageBatch.template": "模板由上级定，对下级都有效；没有个人信息",
    "Message.batch": "批次由上级发出，消息随党员归各组织；批次里没有个人信息",
}
