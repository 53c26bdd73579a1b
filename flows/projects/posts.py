"""Which posts sit at a step: small functions of a paper, used in the flows' step tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flows.orgs.kinds import HEADS, PostCode
from flows.orgs.models import Post

Posts = Callable[[Any], list[Post]]
F = TypeVar("F", bound=Callable[..., Any])

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


def sits(*codes: str) -> Callable[[F], F]:
    """Say which posts a function may seat, so that a flow can be proved without a project."""

    def mark(function: F) -> F:
        function.codes = codes  # type: ignore[attr-defined]
        return function

    return mark


def posts(*codes: str) -> Posts:
    """The project's posts ``codes``, one seat each, in this order."""
    return sits(*codes)(lambda paper: [paper.project.post(code) for code in codes])


@sits(*CLERK.values())
def approving_clerk(paper: Any) -> list[Post]:
    """经办人 of the approving body, which is a field of the project."""
    return [paper.project.post(CLERK[paper.project.approving_body])]


@sits(*(code for deciders in DECIDERS.values() for code in deciders))
def approving_deciders(paper: Any) -> list[Post]:
    """科长, then 分管领导 where the approving body has one."""
    return [paper.project.post(code) for code in DECIDERS[paper.project.approving_body]]


def supervising(with_firm: str, without: str) -> Posts:
    """A step that names 监理 works under both supervision modes."""
    return sits(with_firm, without)(
        lambda paper: [paper.project.post(with_firm if paper.project.has_firm else without)]
    )


def heading(*kinds: str) -> Posts:
    """负责人 of the project's organisations of ``kinds`` (orgs.kinds.HEADS)."""
    return posts(*(HEADS[kind] for kind in kinds))


@sits(*HEADS.values())
def head_of_initiator(paper: Any) -> list[Post]:
    """负责人 of the organisation in which the paper's initiator holds his post."""
    bodies = [post.organization for post in paper.initiator.posts] if paper.initiator else []
    found = Post.objects.filter(organization__in=bodies, code__in=HEADS.values())
    return list(found.select_related("organization").order_by("pk")[:1])


def held(sitting: Posts) -> Callable[[Any, Any], bool]:
    """Permission of a move off the desk: whoever holds one of the posts ``sitting`` names."""

    @sits(*getattr(sitting, "codes", ()))
    def holds(paper: Any, user: Any) -> bool:
        try:
            sitting_posts = {post.pk for post in sitting(paper)}
        except LookupError:  # a body the project lacks has nobody who may
            return False
        return bool(sitting_posts & {post.pk for post in user.posts})

    return holds
