"""The machines of a roster and of one person's engagement (domain.md 4.5), on one page."""

from __future__ import annotations

from typing import Any

from django.db import models

from flows.engine.machine import StateField, move, nobody
from flows.orgs.kinds import PostCode
from flows.projects.posts import sits
from flows.projects.states import Stage

from . import rules


class RosterState(models.TextChoices):
    OPEN = "OPEN", "交用工名册"
    TOWN_REVIEW = "TOWN_REVIEW", "乡镇审核名册"
    VERIFIED = "VERIFIED", "已审核"


@sits(PostCode.CONTRACTOR_LABOUR)
def adds_people(paper: Any, user: Any) -> bool:
    """The 劳资专管员 of the project's own contractor, while there is work to join."""
    contractor = paper.project.contractor_id
    at_work = paper.project.stage in (Stage.CONSTRUCTION, Stage.SUSPENDED)
    return at_work and any(
        post.code == PostCode.CONTRACTOR_LABOUR and post.organization_id == contractor
        for post in user.posts
    )


class RosterMachine(models.Model):
    state = StateField("状态", default=RosterState.OPEN, choices=RosterState.choices)

    class Meta:
        abstract = True

    @move(
        "state",
        RosterState.OPEN,
        RosterState.TOWN_REVIEW,
        "报送名册",
        tone="ok",
        rules=(rules.roster_filled,),
    )
    def submit(self) -> None:
        pass

    @move(
        "state",
        RosterState.TOWN_REVIEW,
        RosterState.VERIFIED,
        "名册审核通过",
        tone="ok",
        rules=(rules.roster_filled,),
    )
    def verify(self) -> None:
        pass

    @move("state", RosterState.TOWN_REVIEW, RosterState.OPEN, "退回劳资专管员", tone="warn")
    def send_back(self) -> None:
        pass

    # 增补: who is verified keeps his state and works on; only who is added waits (条例28).
    @move(
        "state",
        RosterState.VERIFIED,
        RosterState.OPEN,
        "增补人员",
        permission=adds_people,
        rules=(rules.at_work,),
        reopens=True,
    )
    def supplement(self) -> None:
        pass

    @move(
        "state",
        RosterState.OPEN,
        RosterState.VERIFIED,
        "不再增补",
        permission=adds_people,
        rules=(rules.nobody_waits,),
    )
    def drop_supplement(self) -> None:
        pass


class EngagementState(models.TextChoices):
    INTENT = "INTENT", "意向"
    REGISTERED = "REGISTERED", "已登记"
    VERIFIED = "VERIFIED", "已审核"
    CONTRACTED = "CONTRACTED", "已签协议"
    TRAINED = "TRAINED", "已培训"
    ON_DUTY = "ON_DUTY", "在岗"
    LEFT = "LEFT", "已离场"
    RETAINED = "RETAINED", "续聘管护"


E = EngagementState
PRESENT = [E.VERIFIED, E.CONTRACTED, E.TRAINED, E.ON_DUTY]


class EngagementMachine(models.Model):
    """One person in one project. Every move is made by ``labour.actions.catch_up`` from facts."""

    state = StateField("状态", default=E.REGISTERED, choices=E.choices)

    class Meta:
        abstract = True

    @move("state", E.INTENT, E.REGISTERED, "登记", permission=nobody)
    def register(self) -> None:
        pass

    @move("state", E.REGISTERED, E.VERIFIED, "乡镇审核", permission=nobody)
    def verify(self) -> None:
        pass

    @move("state", E.VERIFIED, E.CONTRACTED, "签订协议", permission=nobody)
    def contract(self) -> None:
        pass

    @move("state", E.CONTRACTED, E.TRAINED, "完成安全培训", permission=nobody)
    def train(self) -> None:
        pass

    @move("state", E.TRAINED, E.ON_DUTY, "上岗", permission=nobody)
    def enter(self) -> None:
        pass

    @move("state", PRESENT, E.LEFT, "离场", permission=nobody)
    def leave(self) -> None:
        pass

    @move("state", [E.ON_DUTY, E.LEFT], E.RETAINED, "续聘管护", permission=nobody)
    def retain(self) -> None:
        pass
