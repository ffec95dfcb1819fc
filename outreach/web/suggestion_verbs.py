"""The verbs of a suggestion's page as a table: their forms, what is done with them, and when they are offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from outreach.choices import Satisfaction, SuggestionMove, WordKind
from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import (
    assigning,
    chasing,
    entries,
    extending,
    helping,
    leading,
    looking,
    merging,
    moves,
    offered,
    publishing,
    units,
)
from outreach.domain.suggestions.flow import MOVES
from outreach.models import ReplyTemplate, Suggestion, SuggestionUnit
from outreach.models.suggestion import ENDED, IN_HAND
from outreach.web import suggestion_forms as forms
from outreach.web import suggestion_words as words
from outreach.web.suggestion_forms import VerbForm
from registry.domain.errors import Refused
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.policies import Action, allowed

M = SuggestionMove
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """`common` are by, label, row; `sent` is what the form cleaned. A verb of the flow's table bears its name."""

    name: str
    label: str
    form: Callable[..., VerbForm]
    do: Callable[[Said, Said, VerbForm], Any]
    done: str = "已办理。"
    right: Action = Action.SUGGESTION_WORK


def _plain(name: str) -> Verb:
    move = MOVES[M(name)]

    def form(*args: Any, **more: Any) -> VerbForm:
        return forms.WhyForm(*args, ask=move.why, **more) if move.why else forms.PlainForm(*args, **more)

    def do(common: Said, sent: Said, _: VerbForm) -> Any:
        return moves.step(**common, kind=name, why=sent.get("why", ""))

    return Verb(name, move.label, form, do, f"已{move.label}。", move.right)


def _without_version(common: Said) -> Said:
    return {name: value for name, value in common.items() if name != "version"}


def _moved(
    name: str, form: type[VerbForm], verb: Callable[..., Any], done: str, *, version: bool = True, label: str = ""
) -> Verb:
    move = MOVES[M(name)]

    def do(common: Said, sent: Said, _: VerbForm) -> Any:
        return verb(**(common if version else _without_version(common)), **sent)

    return Verb(name, label or move.label, form, do, done, move.right)


def _assign(common: Said, sent: Said, form: VerbForm) -> Any:
    assert isinstance(form, forms.AssignForm)
    return assigning.assign(**common, charge=form.charge())


def _reopen(common: Said, sent: Said, form: VerbForm) -> Any:
    return moves.reopen(**_without_version(common), why=sent["why"])


def _merge(common: Said, sent: Said, form: VerbForm) -> Any:
    return merging.merge(**common, target=merging.by_label(sent["number"]))


def _split(common: Said, sent: Said, form: VerbForm) -> Any:
    return merging.split(**common, part=merging.Part(**sent))


def _word(kind: WordKind) -> Callable[[Said, Said, VerbForm], Any]:
    def do(common: Said, sent: Said, form: VerbForm) -> Any:
        return moves.say(moves.found(common["row"].pk), kind, sent["text"], label=common["label"])

    return do


def _extend(common: Said, sent: Said, form: VerbForm) -> Any:
    return extending.ask(**_without_version(common), **sent)


def _decide(common: Said, sent: Said, form: VerbForm) -> Any:
    granted = sent["granted"] == "yes"
    return extending.decide_open(**_without_version(common), granted=granted, answer=sent["answer"])


def _opine(common: Said, sent: Said, form: VerbForm) -> Any:
    unit = words.chosen(SuggestionUnit.objects.filter(suggestion=common["row"]), form.data.get("unit", ""))
    if unit is None:
        raise Refused("没有找到这个会办单位。请刷新后再登记。")
    return units.opine(by=common["by"], label=common["label"], unit=unit, text=sent["text"])


def _of(name: str, ask: str) -> Callable[..., VerbForm]:
    def form(*args: Any, **more: Any) -> VerbForm:
        return forms.WhyForm(*args, ask=ask, **more)

    return form


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("clear", "不是垃圾信息", forms.PlainForm, lambda common, *_: moves.clear(**_without_version(common)),
             "已确认，编了号，可以受理了。"),
        _moved("accept", forms.AcceptForm, moves.accept, "已受理。下一步交办给单位和责任人。"),
        _moved("reject", forms.RejectForm, moves.reject, "已登记不予受理。"),
        _plain("review"),
        Verb("assign", "交办", forms.AssignForm, _assign, "已交办。"),
        _plain("sign"),
        _plain("return"),
        Verb("answer", "答复", forms.AnswerForm, lambda common, sent, _: moves.answer(**common, **sent),
             "已答复。下一步把答复告诉本人。"),
        _moved("feed_back", forms.FeedbackForm, moves.feed_back, "已登记反馈。", version=False),
        _moved("rate", forms.RateForm, moves.rate, "已登记评价。", version=False),
        Verb("reopen", "重新办理", _of("reopen", MOVES[M.REOPEN].why), _reopen, "已重新办理，时限重新算。"),
        _plain("close"),
        Verb("merge", "并入另一条", forms.MergeForm, _merge, "已并入。"),
        Verb("unmerge", "取消并入", _of("unmerge", "为什么不该并入"),
             lambda common, sent, _: merging.unmerge(**common, **sent), "已取消并入，回到“待审核”，重新受理。"),
        Verb("split", "拆成两条", forms.SplitForm, _split, "已拆成两条。"),
        _moved("help", forms.HelpForm, helping.to_help, "已转为帮扶诉求。"),
        Verb("progress", "写进展", forms.WordForm, _word(WordKind.PROGRESS), "进展已记下。"),
        Verb("reply", "公开答复", forms.WordForm, _word(WordKind.REPLY), "已写给提出人。"),
        Verb("private", "内部备注", forms.WordForm, _word(WordKind.PRIVATE), "备注已记下，提出人看不到。"),
        Verb("attach", "添加附件", forms.FilesForm,
             lambda common, sent, _: looking.attach(**_without_version(common), files=sent["uploads"]), "附件已存好。"),
        Verb("extend", "申请延期", forms.ExtendForm, _extend, "已申请，等上一级批复。批复以前可以撤回。"),
        Verb("take-back", "撤回延期申请", forms.PlainForm,
             lambda common, *_: extending.take_back(**_without_version(common)), "已撤回，时限不变。可以重新申请。"),
        Verb("decide", "批复延期", forms.DecideForm, _decide, "已批复。", Action.SUGGESTION_SUPERVISE),
        Verb("urge", "督办", forms.UrgeForm, lambda common, sent, _: chasing.urge(**_without_version(common), **sent),
             "督办已记下，办理单位会看到。", Action.SUGGESTION_SUPERVISE),
        Verb("ask-unit", "请单位会办", forms.UnitForm,
             lambda common, sent, _: units.ask(**_without_version(common), name=sent["label"]), "已请会办。"),
        Verb("opine", "登记会办意见", forms.OpinionForm, _opine, "会办意见已登记。"),
        Verb("entry", "改标题、类别、清单和备注", forms.EntryForm,
             lambda common, sent, _: entries.correct(**common, **sent), "已保存。"),
        Verb("proposer", "按本人要求改姓名、电话", forms.ProposerForm,
             lambda common, sent, _: entries.name_proposer(**common, **sent), "已按本人要求改好，内部备注里记了一笔。"),
        Verb("publish", "公开", forms.PublishForm, lambda common, sent, _: publishing.publish(**common, **sent),
             "已公开。"),
        Verb("withdraw", "撤下公开", forms.PlainForm, lambda common, *_: publishing.withdraw(**common), "已撤下。"),
    )
}  # fmt: skip
# What stands apart on the page: beside what it is about.
APART = ("decide", "opine")
# What begins with one of the 答复范文, where somebody likes.
STARTED = ("reply", "answer")
WORDS = ("progress", "reply", "private", "attach")


def next_steps(row: Suggestion) -> list[str]:
    """Of the flow's table: what may be done now, by whoever looks; what is most likely meant comes first. A request for
    more time is answered beside it."""
    kinds = offered.moves_now(row)
    if row.state == S.MERGED:
        return ["unmerge"] if kinds else []
    names = [kind.value for kind in kinds if kind != M.EXTEND]
    first = ["assign"] if row.state in (S.ACCEPTED, S.RETURNED) else _first_of(row)
    return sorted(names, key=lambda name: (name not in first, list(VERBS).index(name)))


def _first_of(row: Suggestion) -> list[str]:
    """What is most likely meant: signed before it is handed on again, answered, told."""
    unhappy = row.rating == Satisfaction.NOT and not row.reopened
    return {
        S.ASSIGNED: ["sign"], S.IN_PROGRESS: ["answer"], S.ANSWERED: ["feed_back"],
        S.EVALUATED: ["reopen"] if unhappy else ["close"],
    }.get(S(row.state), [])  # fmt: skip


def beside(row: Suggestion) -> list[str]:
    """What doesn't change its state."""
    if scopes.current().liaison or not allowed(Action.SUGGESTION_WORK) or row.suspicion:
        return []
    found = list(WORDS)
    if extending.may_ask(row) and not extending.open_one(row):
        found.append("extend")
    if leading.is_here(row) and extending.open_one(row):
        found.append("take-back")
    if row.state in IN_HAND and allowed(Action.SUGGESTION_SUPERVISE):
        found.append("urge")
    if row.state not in ENDED:
        found.append("ask-unit")
    return [*found, *_of_entry(row)]


def _of_entry(row: Suggestion) -> list[str]:
    """What its entry says, and what the public list does."""
    known = (
        ("entry", entries.may_correct(row)), ("proposer", bool(row.proposer_name or row.proposer_phone)),
        ("publish", publishing.may_publish(row)), ("withdraw", row.published_at is not None),
    )  # fmt: skip
    return [name for name, offered_now in known if offered_now]


def may(name: str, row: Suggestion) -> bool:
    """Whether it is offered now."""
    if name == "decide":
        return extending.may_decide(row)
    return name in next_steps(row) or name in beside(row) or (name == "opine" and allowed(Action.SUGGESTION_WORK))


def form_of(name: str, row: Suggestion, request: HttpRequest | None = None, said: str = "") -> VerbForm:
    """The verb's form: as it was sent, or new, with a text that a reply starts from."""
    if request is not None:
        return VERBS[name].form(request.POST, request.FILES, name=name, row=row)
    initial = {"split": {"key": uuid7(), "category": row.category}, "reply": {"text": said}, "answer": {"text": said}}
    return VERBS[name].form(name=name, row=row, initial=initial.get(name))


def template_text(key: str) -> str:
    """The text of a reply template that is in sight."""
    found = words.chosen(ReplyTemplate.objects.all(), key)
    return found.text if found else ""
