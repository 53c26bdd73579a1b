"""What is broken, why, and the shortest way to it: the reasons ``prove`` must give."""

from decimal import Decimal

from flows.desk.seats import Sign
from flows.engine import machine
from tests.proof.quack import CHIEF, CLERK, LEADER, NOTE, move
from tests.proof.samples import (
    HALF,
    a_cycle_without_end,
    a_dead_step,
    a_doubled_state,
    a_move_for_nothing,
    a_pit,
    a_return_that_is_lost,
    a_stop_in_a_stop,
    a_track_without_a_way,
    a_trap,
    a_walk_in_circles,
    changing,
    returning,
    strangers,
    voted,
    whole,
    with_moves,
)

# name, the reason, the trace: the way there and, last, what is wrong
BROKEN = [
    ("cycle", a_cycle_without_end, "no-end", ["没有办结的状态：每个状态都还有下一步。"]),
    (
        "trap",
        a_trap,
        "trap",
        ["申报（乡镇经办人）挂账", "“挂账”既不是办结，也没有人能办理下去。"],
    ),
    (
        "pit",
        a_pit,
        "endless",
        [
            "申报（乡镇经办人）报送",
            "审核（区发改科长）不同意",
            "从“整理”起，除撤回、终止外，没有办法保证办结。",
        ],
    ),
    ("doubled", a_doubled_state, "step-doubled", ["环节“复核”与另一环节在同一状态，轮不到它。"]),
    ("dead step", a_dead_step, "dead-step", ["没有任何办理顺序能到达环节“审核”。"]),
    (
        "dead state",
        lambda: with_moves(states="申报 审核 办结 备案"),
        "dead-state",
        ["没有任何办理顺序能到达状态“备案”。"],
    ),
    (
        "a move for nothing",
        a_move_for_nothing,
        "dead-move",
        ["“加急”（rush）在任何情形下都没有人能办理。"],
    ),
    (
        "too few to agree",
        lambda: voted(Sign("quorum", count=3), codes=(CHIEF, LEADER)),
        "endless",
        ["从“表决”起，除撤回、终止外，没有办法保证办结。"],
    ),
    (
        "nobody needs to agree",
        lambda: voted(Sign("quorum", count=0), refused="lose", abstain=True),
        "unsigned",
        ["表决（区发改科长）不同意", "没有任何人同意，环节就算通过。"],
    ),
    (
        "refusal leads nowhere",
        lambda: voted(Sign("ratio", share=HALF, quorum=HALF), abstain=True),
        "refusal-nowhere",
        [
            "表决（区发改科长）弃权",
            "表决（区政府分管领导）弃权",
            "席位已否决，流程没有写明否决后的动作。",
        ],
    ),
    (
        "unanimity nobody reaches",
        lambda: voted(Sign("ratio", share=Decimal(1), quorum=HALF), refused="lose"),
        "dead-state",
        ["没有任何办理顺序能到达状态“通过”。"],
    ),
    (
        "the last voter cannot write",
        lambda: voted(
            Sign("ratio", share=HALF, quorum=HALF, early=False), refused="lose", inputs=(NOTE,)
        ),
        "input-unasked",
        [
            "表决（区发改科长）同意",
            "表决（区政府分管领导）同意",
            "表决（乡镇经办人）不同意",
            "形成结果须填写内容，而最后签署的人填不了。",
        ],
    ),
    (
        "nobody sits, and no policy",
        lambda: whole(nobody="skip"),
        "step-nobody",
        ["环节“审核”没有写明无人可办时怎么办。"],
    ),
    (
        "no label",
        lambda: with_moves(move("审核", "lose", "办结", None, permission=machine.initiator)),
        "move-unlabelled",
        ["动作“lose”没有名称。"],
    ),
    (
        "no permission",
        lambda: with_moves(move("审核", "drop", "办结", "终止", permission=None)),
        "move-unpermitted",
        ["动作“终止”没有写明由谁办理。"],
    ),
    (
        "nobody holds the move",
        lambda: with_moves(
            move("审核", "drop", "办结", "终止", permission=lambda case, user: True)
        ),
        "move-unheld",
        ["动作“终止”没有写明由哪些岗位办理。"],
    ),
    (
        "a post that does not exist holds the move",
        lambda: with_moves(move("审核", "drop", "办结", "终止", permission=strangers)),
        "move-post-unknown",
        ["动作“终止”由不存在的岗位办理：no.such_post。"],
    ),
    (
        "a move no step offers",
        lambda: with_moves(move("审核", "drop", "办结", "终止")),
        "move-unoffered",
        ["动作“终止”由席位办理，而没有环节列出它。"],
    ),
    (
        "a move nothing makes",
        lambda: with_moves(
            move("办结", "revive", "申报", "重新办理", permission=machine.nobody),
            move("审核", "file", "归档", "归档", permission=machine.initiator),
            states="申报 审核 办结 归档",
        ),
        "move-unmade",
        ["动作“重新办理”不由人办理，也没有任何程序办理它。"],
    ),
    (
        "no post sits",
        lambda: whole(posts=lambda case: []),
        "post-missing",
        ["环节“审核”没有写明由哪些岗位办理。"],
    ),
    (
        "a post that does not exist sits",
        lambda: whole(codes=("no.such_post",)),
        "post-unknown",
        ["环节“审核”写了不存在的岗位：no.such_post。"],
    ),
    (
        "a rule of signing that nobody declares",
        lambda: whole(sign=changing),
        "sign-undeclared",
        ["环节“审核”的签署规则随文书而变，没有申明代表性的规则。"],
    ),
    (
        "a verb that does not exist",
        lambda: whole(allows=frozenset({"transfers"})),
        "verb-unknown",
        ["环节“审核”允许不存在的操作：transfers。"],
    ),
    (
        "separated from a step that does not exist",
        lambda: whole(unlike=("reprot",)),
        "unlike-unknown",
        ["环节“审核”须与不存在的环节分设：reprot。"],
    ),
    (
        "separated from itself",
        lambda: whole(codes=(CLERK,), unlike=("report",)),
        "unlike-nobody",
        ["环节“审核”的岗位都在须分设的环节办理过，没有人能办。"],
    ),
    (
        "only the initiator",
        lambda: whole(codes=(CLERK,)),
        "initiator-only",
        ["环节“审核”只有发起人的岗位，而发起人不能办理自己的文书。"],
    ),
    (
        "a return forward",
        lambda: returning("复核"),
        "return-forward",
        ["“审核”的“退回”没有退到在前的环节，而是“复核”。"],
    ),
    (
        "a return into nothing",
        lambda: returning("办结"),
        "return-nowhere",
        ["“审核”的“退回”退到没有人办理的状态。"],
    ),
    (
        "a return that is lost",
        a_return_that_is_lost,
        "return-lost",
        ["“审核”的“退回修改”退回后，从“修改”办理不到本环节，直达不了。"],
    ),
    (
        "in circles",
        a_walk_in_circles,
        "direct-endless",
        [
            "甲（乡镇经办人）送乙",
            "乙（区发改科长）送丙",
            "丙（区政府分管领导）退回甲（改好直达）",
            "甲（乡镇经办人）送乙",
            "直达途中各环节互相沿用，永远到不了退回人。",
        ],
    ),
    (
        "a track without a way",
        a_track_without_a_way,
        "agreement-nowhere",
        ["申报（乡镇经办人）报送", "席位已同意，而这样的文书在这里没有可办的动作。"],
    ),
    (
        "a stop in a stop",
        a_stop_in_a_stop,
        "stopped-twice",
        ["申报（乡镇经办人）报送", "审核（区发改科长）挂起", "停表未恢复，又进入另一段停表。"],
    ),
]
