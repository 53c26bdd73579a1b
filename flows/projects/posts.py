"""Which posts sit at a step: small functions of a paper, used in the flows' step tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.orgs.kinds import PostCode
from flows.orgs.models import Post

Posts = Callable[[Any], list[Post]]

CLERK = {
    "drc": PostCode.DRC_CLERK,
    "agri": PostCode.AGRI_CLERK,
    "city_drc": PostCode.CITY_DRC_CLERK,
}
DECIDERS = {
    "drc": (PostCode.DRC_CHIEF, PostCode.DRC_LEADER),
    "agri": (PostCode.AGRI_CHIEF,),
    "city_drc": (PostCode.CITY_DRC_HEAD,),
}


def posts(*codes: str) -> Posts:
    """The project's posts ``codes``, one seat each, in this order."""
    return lambda paper: [paper.project.post(code) for code in codes]


def approving_clerk(paper: Any) -> list[Post]:
    """经办人 of the approving body, which is a field of the project."""
    return [paper.project.post(CLERK[paper.project.approving_body])]


def approving_deciders(paper: Any) -> list[Post]:
    """科长, then 分管领导 where the approving body has one."""
    return [paper.project.post(code) for code in DECIDERS[paper.project.approving_body]]


def supervising(with_firm: str, without: str) -> Posts:
    """A step that names 监理 works under both supervision modes."""
    return lambda paper: [paper.project.post(with_firm if paper.project.has_firm else without)]
