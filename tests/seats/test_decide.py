"""``decide`` against an oracle that thinks in possible endings instead of counting."""

from collections import Counter
from decimal import Decimal
from itertools import combinations_with_replacement, product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.desk.seats import SeatState, Sign, decide

# A step ends with the first return: a returned seat is never counted beside others.
STATES = [state for state in SeatState.values if state != "returned"]
AWAY = ("recused", "dropped", "moved", "closed")
UNDECIDED = ("open", "waiting")
ENDINGS = ("agreed", "refused", "abstained")
HALF, TWO_THIRDS = Decimal(1) / 2, Decimal(2) / 3

SIGNS = [
    Sign("all"),
    Sign("turn"),
    Sign("any"),
    *(Sign("quorum", count=count) for count in (1, 2, 3)),
    Sign("ratio", share=HALF, quorum=TWO_THIRDS),
    Sign("ratio", share=HALF, quorum=TWO_THIRDS, early=False),
    Sign("ratio", share=TWO_THIRDS, quorum=Decimal(1)),
    Sign("ratio", share=Decimal(0), quorum=Decimal(0)),
]


def seats(*voices):
    return [SimpleNamespace(state=state, weight=weight) for state, weight in voices]


def ended(sign, votes):
    """The outcome when everybody left has spoken: ``votes`` are (what he said, weight)."""
    weight = Counter()
    for said, worth in votes:
        weight[said] += worth
    everybody = sum(weight.values())
    if sign.policy == "quorum":
        if everybody < sign.count:
            return "stuck"
        return "agreed" if weight["agreed"] >= sign.count else "refused"
    if sign.policy == "ratio":
        if not everybody or everybody - weight[""] < sign.quorum * everybody:
            return "stuck"
        return "agreed" if weight["agreed"] > sign.share * everybody else "refused"
    said = {word for word, _ in votes}
    return "refused" if "refused" in said else "agreed" if "agreed" in said else "stuck"


def absent(sign, voices):
    """Whether those who have spoken are fewer than the quorum asks for."""
    total = sum(weight for state, weight in voices if state not in AWAY)
    spoke = sum(weight for state, weight in voices if state in ("agreed", "refused", "abstained"))
    return not total or spoke < sign.quorum * total


def oracle(sign, voices):
    left = [(state, weight) for state, weight in voices if state not in AWAY]
    if not left:
        return "stuck"
    said = [(state, weight) for state, weight in left if state not in UNDECIDED]
    silent = [weight for state, weight in left if state in UNDECIDED]
    if sign.policy == "any" and any(state in ("agreed", "refused") for state, _ in said):
        return ended(sign, said)  # 或签: the first who decides has decided for all
    if sign.policy == "ratio" and any(silent) and (not sign.early or absent(sign, voices)):
        return "pending"  # a late vote may still change what was agreed, or nobody is there
    endings = {
        ended(sign, said + list(zip(words, silent, strict=True)))
        for words in product(ENDINGS, repeat=len(silent))
    }
    if sign.policy in ("all", "turn") and "refused" in {state for state, _ in said}:
        return "refused"
    if sign.policy in ("all", "turn", "any") and silent:
        return "pending"
    return endings.pop() if len(endings) == 1 else "pending"


@pytest.mark.parametrize("sign", SIGNS, ids=lambda s: f"{s.policy}-{s.count}-{s.share:.2}")
def test_truth_table_of_every_small_table(sign):
    """Every multiset of up to four seats, each of weight one."""
    for size in range(5):
        for states in combinations_with_replacement(STATES, size):
            voices = [(state, 1) for state in states]
            assert decide(sign, seats(*voices)) == oracle(sign, voices), states


@pytest.mark.parametrize("sign", [s for s in SIGNS if s.policy in ("ratio", "quorum")])
def test_truth_table_with_weights(sign):
    """Weights 0 (speaks, does not vote), 1 and 2, up to three seats."""
    voices = list(product(("open", "agreed", "refused", "abstained", "recused"), (0, 1, 2)))
    for size in range(1, 4):
        for chosen in combinations_with_replacement(voices, size):
            assert decide(sign, seats(*chosen)) == oracle(sign, chosen), chosen


votes = st.lists(st.tuples(st.sampled_from(STATES), st.integers(1, 3)), max_size=9)
signs = st.one_of(
    st.sampled_from(SIGNS),
    st.builds(
        Sign,
        st.just("ratio"),
        share=st.fractions(0, 1).map(lambda f: Decimal(f.numerator) / f.denominator),
        quorum=st.fractions(0, 1).map(lambda f: Decimal(f.numerator) / f.denominator),
    ),
    st.builds(Sign, st.just("quorum"), count=st.integers(1, 6)),
)


@given(signs, votes)
def test_same_as_the_oracle(sign, voices):
    if sum(state in UNDECIDED for state, _ in voices) <= 5:
        assert decide(sign, seats(*voices)) == oracle(sign, voices)


@given(signs, votes, st.randoms())
def test_order_does_not_matter(sign, voices, random):
    mixed = list(voices)
    random.shuffle(mixed)
    assert decide(sign, seats(*voices)) == decide(sign, seats(*mixed))


@given(signs, votes, st.integers(1, 3))
def test_one_more_agreement_never_refuses(sign, voices, weight):
    if decide(sign, seats(*voices)) == "agreed":
        assert decide(sign, seats(*voices, ("agreed", weight))) == "agreed"


@given(signs, votes, st.sampled_from(AWAY), st.integers(0, 3))
def test_who_has_left_does_not_count(sign, voices, state, weight):
    assert decide(sign, seats(*voices, (state, weight))) == decide(sign, seats(*voices))


@given(signs, votes)
def test_decided_stays_decided_whatever_the_others_say(sign, voices):
    """但先到先得的或签除外: what is agreed early is not undone by those still silent."""
    if sign.policy == "any" or decide(sign, seats(*voices)) not in ("agreed", "refused"):
        return
    later = [(("refused", w) if state in UNDECIDED else (state, w)) for state, w in voices]
    if decide(sign, seats(*voices)) == "agreed":
        assert decide(sign, seats(*later)) == "agreed"


@given(signs, votes)
def test_stuck_only_when_nobody_is_left_who_could_decide(sign, voices):
    counted = [(state, w) for state, w in voices if state not in AWAY]
    if decide(sign, seats(*voices)) != "stuck":
        return
    present = sum(w for state, w in counted if state in ENDINGS)
    everybody = sum(w for _, w in counted)
    assert (
        not counted
        or {state for state, _ in counted} == {"abstained"}
        or (sign.policy == "quorum" and everybody < sign.count)
        or (sign.policy == "ratio" and (not everybody or present < sign.quorum * everybody))
    )


def test_the_acceptance_vote_of_the_issue():
    """法定人数三分之二；同意加同意整改过半数；平票为不通过；弃权算到会不算同意。"""
    sign = Sign("ratio", share=HALF, quorum=TWO_THIRDS)

    def said(agreed, refused, abstained):
        return decide(
            sign,
            seats(
                *[("agreed", 1)] * agreed,
                *[("refused", 1)] * refused,
                *[("abstained", 1)] * abstained,
            ),
        )

    assert said(4, 3, 0) == "agreed"
    assert said(3, 3, 0) == "refused"
    assert said(3, 0, 4) == "refused"
    assert said(3, 1, 2) == "refused"
