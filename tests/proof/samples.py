"""The flows of the corpus: small, and each broken in one way."""

from decimal import Decimal
from types import SimpleNamespace

from flows.engine import machine
from flows.projects.posts import sits
from tests.proof.quack import CHIEF, CLERK, LEADER, flow, move, paper, step

HALF = Decimal(1) / 2


def whole(**two):
    """申报 → 审核 → 办结, with one return; ``two`` changes what the second step is."""
    case = paper(
        "申报 审核 办结",
        move("申报", "send", "审核", "报送"),
        move("审核", "agree", "办结", "同意"),
        move("审核", "back", "申报", "退回"),
    )
    second = step("审核", "审核", *two.pop("codes", (CHIEF,)), **two)
    return flow(
        case,
        report=step("申报", "申报", own=True).on(agreed="send"),
        review=second.on(agreed="agree", returned="back"),
    )


def with_moves(*moves, states="申报 审核 办结", second=None, **more):
    """The same with further moves in its machine."""
    case = paper(
        states,
        move("申报", "send", "审核", "报送"),
        move("审核", "agree", "办结", "同意"),
        *moves,
        **more,
    )
    last = (second or step("审核", "审核", CHIEF)).on(agreed="agree")
    return flow(case, report=step("申报", "申报", own=True).on(agreed="send"), review=last)


def voted(sign, *, refused="", abstain=False, inputs=(), codes=(CHIEF, LEADER, CLERK)):
    """One vote that is carried or, where ``refused`` is a move, lost."""
    moves = [move("表决", "carry", "通过", "同意", inputs=inputs)]
    if refused:
        moves.append(move("表决", refused, "不通过", "不同意"))
    states = "表决 通过 不通过" if refused else "表决 通过"
    vote = step("表决", "表决", *codes, sign=sign).on(agreed="carry", refused=refused)
    return flow(paper(states, *moves), vote=vote.voting() if abstain else vote)


def a_cycle_without_end():
    case = paper("甲 乙", move("甲", "go", "乙", "送出"), move("乙", "come", "甲", "送回"))
    return flow(
        case, one=step("甲", "甲").on(agreed="go"), two=step("乙", "乙", CHIEF).on(agreed="come")
    )


def a_trap():
    """A state that people leave, and nobody there who could."""
    case = paper(
        "申报 挂账 办结",
        move("申报", "send", "办结", "报送"),
        move("申报", "shelve", "挂账", "挂账"),
        move("挂账", "give_up", "办结", "撤回", permission=machine.initiator),
    )
    report = step("申报", "申报").on(agreed="send", refused="shelve")
    return flow(case, report=report)


def a_pit():
    """A refusal into two steps that send it to each other."""
    case = paper(
        "申报 审核 整理 搁置 办结",
        move("申报", "send", "审核", "报送"),
        move("审核", "agree", "办结", "同意"),
        move("审核", "refuse", "整理", "不同意"),
        move("整理", "shelve", "搁置", "搁置"),
        move("搁置", "sort", "整理", "再整理"),
    )
    return flow(
        case,
        report=step("申报", "申报").on(agreed="send"),
        review=step("审核", "审核", CHIEF).on(agreed="agree", refused="refuse"),
        sort=step("整理", "整理", LEADER).on(agreed="shelve"),
        shelve=step("搁置", "搁置", LEADER).on(agreed="sort"),
    )


def a_move_for_nothing():
    """A second way to agree, for papers that do not exist."""
    track = SimpleNamespace(name="track", default="a", choices=[("a", "一般程序")])
    case = paper(
        "申报 办结",
        move("申报", "send", "办结", "报送"),
        move("申报", "rush", "办结", "加急", when=lambda case: case.track == "b"),
        fields={"track": track},
    )
    return flow(case, report=step("申报", "申报").on(agreed=("send", "rush")))


def a_doubled_state():
    case = paper(
        "申报 办结",
        move("申报", "send", "办结", "报送"),
        move("申报", "again", "办结", "再报"),
    )
    return flow(
        case,
        one=step("申报", "申报").on(agreed="send"),
        two=step("复核", "申报", CHIEF).on(agreed="again"),
    )


def a_dead_step():
    case = paper(
        "申报 审核 办结",
        move("申报", "send", "办结", "报送"),
        move("审核", "agree", "办结", "同意"),
    )
    return flow(
        case,
        report=step("申报", "申报").on(agreed="send"),
        review=step("审核", "审核", CHIEF).on(agreed="agree"),
    )


def returning(target, states="申报 审核 复核 办结", onward="复核", **steps):
    """Three steps, and a return from the second to ``target``."""
    case = paper(
        states,
        move("申报", "send", "审核", "报送"),
        move("审核", "agree", onward, "同意"),
        move("复核", "settle", "办结", "办结"),
        move("审核", "back", target, "退回"),
        *steps.pop("moves", ()),
    )
    return flow(
        case,
        report=step("申报", "申报", own=True).on(agreed=steps.pop("way", "send")),
        review=step("审核", "审核", CHIEF).on(agreed="agree", returned="back"),
        settle=step("复核", "复核", LEADER).on(agreed="settle"),
        **steps,
    )


def a_return_that_is_lost():
    """What is returned goes another way from there, and never comes back to who returned it."""
    case = paper(
        "申报 修改 审核 办结",
        move("申报", "send", "审核", "报送"),
        move("修改", "finish", "办结", "改后办结"),
        move("审核", "agree", "办结", "同意"),
        move("审核", "back", "修改", "退回修改"),
    )
    return flow(
        case,
        report=step("申报", "申报").on(agreed="send"),
        mend=step("修改", "修改").on(agreed="finish"),
        review=step("审核", "审核", CHIEF).on(agreed="agree", returned="back"),
    )


def a_walk_in_circles():
    """直达 over two steps that agree to each other for ever; only another move leads back."""
    case = paper(
        "甲 乙 丙 办结",
        move("甲", "to_b", "乙", "送乙"),
        move("乙", "to_a", "甲", "送甲"),
        move("乙", "to_c", "丙", "送丙"),
        move("丙", "agree", "办结", "同意"),
        move("丙", "back", "甲", "退回甲"),
    )
    return flow(
        case,
        a=step("甲", "甲").on(agreed="to_b"),
        b=step("乙", "乙", CHIEF).on(agreed=("to_a", "to_c")),
        c=step("丙", "丙", LEADER).on(agreed="agree", returned="back"),
    )


def a_track_without_a_way():
    """A kind of paper for which the machine has no move at a step."""
    track = SimpleNamespace(
        name="track", default="a", choices=[("a", "一般程序"), ("b", "应急程序")]
    )
    case = paper(
        "申报 办结",
        move("申报", "send", "办结", "报送", when=lambda case: case.track == "a"),
        fields={"track": track},
    )
    return flow(case, report=step("申报", "申报").on(agreed="send"))


def a_stop_in_a_stop():
    return whole(stops="supplement", allows=frozenset({"pause", "resume"}))


@sits("no.such_post")
def strangers(paper):
    return []


def changing(paper):
    raise AssertionError("never asked without a paper")
