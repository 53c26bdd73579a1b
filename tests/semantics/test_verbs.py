"""What holds for every verb of a seat: refused it changes nothing, done it is in the trail with
who, what and why, nobody else does it, twice is once, and no private number is kept."""

import pytest

from flows.audit.models import Entry
from flows.audit.verify import verify
from flows.demo.actors import fresh
from flows.desk import actions
from flows.desk.models import Copy, Seat, Stop
from flows.engine.findings import NotYours, Refused, Stale
from flows.orgs.models import Appointment
from notifications.models import Message
from tests.dossier import case_of, everything, holding
from tests.semantics.hands import ID_NUMBER, again, chosen, last_entry, refused, says, seat

PHONE = "13800138000"
REASON = "因工作安排"


class Verb:
    """How to do one verb at 部门会签, where 财政科长 sits; ``who`` does it, ``move`` is its entry."""

    def __init__(self, name, *, who="finance.chief", needs=True, prepare=None, **given):
        self.name, self.who, self.needs, self.prepare = name, who, needs, prepare
        self.given = given

    def do(self, case, by=None, reason=REASON):
        by = by or again(holding(case.project, self.who))
        given = {k: v(case) if callable(v) else v for k, v in self.given.items()}
        getattr(actions, self.name)(case, by=by, reason=reason, **given)

    def __repr__(self):
        return self.name


def clerk(case):
    return chosen(holding(case.project, "finance.clerk"))


def added(case):
    rows = Seat.objects.filter(added_by__isnull=False).order_by("-pk")
    return str(rows.values_list("pk", flat=True).first() or 0)


def add_one(case):
    by = again(holding(case.project, "finance.chief"))
    actions.add_seat(case, by=by, reason="请核", person=clerk(case), place="before")


def stop(case):
    actions.pause(case, by=again(holding(case.project, "finance.chief")), reason="待核实")


def sign(case):
    says(case, "finance.chief", "agreed")


VERBS = [
    Verb("transfer", person=clerk),
    Verb("delegate", person=clerk),
    Verb("add_seat", person=clerk, place="before"),
    Verb("drop_seat", prepare=add_one, seat=added),
    Verb("recuse"),
    Verb("pause", kind="expert"),
    Verb("resume", prepare=stop, needs=False),
    Verb("take_back", prepare=sign),
    Verb("copy", needs=False, person=clerk),
    Verb("remind", who="owner.lead", needs=False),
]
every = pytest.mark.parametrize("verb", VERBS, ids=repr)


@pytest.fixture
def case(project):
    return case_of(project, "COUNTERSIGNING")


def ready(case, verb):
    if verb.prepare:
        verb.prepare(case)
    return fresh(case)


@every
def test_it_is_in_the_trail_with_who_what_and_why(case, verb):
    case = ready(case, verb)
    by = again(holding(case.project, verb.who))
    before = case.chain.entries.count()
    verb.do(case)
    entry = last_entry(case)
    assert case.chain.entries.count() == before + 1
    assert (entry.kind, entry.move, entry.actor, entry.opinion) == ("seat", verb.name, by, REASON)
    assert entry.step == "部门会签" and entry.label and entry.from_state == entry.to_state
    assert entry.actor_post and entry.actor_name == str(by)
    assert verify(case.project.chain).intact
    assert fresh(case).version == case.version  # the others' open pages are not stale by it


@every
def test_without_a_reason_it_is_refused_where_one_is_wanted(case, verb):
    case = ready(case, verb)
    if verb.needs:
        for reason in ("", " \n\t", "　"):
            caught = refused(Refused, verb.do, case, reason=reason)
            assert [f.code for f in caught.value.findings] == ["OPINION_MISSING"]
    else:
        verb.do(case, reason="")


@every
@pytest.mark.parametrize("code", ["agri.clerk", "gov.leader", "oversight.director", "admin.system"])
def test_nobody_else_does_it(case, verb, code):
    case = ready(case, verb)
    stranger = Appointment.objects.filter(post__code=code).first().user
    refused((NotYours, Refused), verb.do, case, by=again(stranger))


@every
def test_nor_who_has_been_deactivated(case, verb):
    case = ready(case, verb)
    by = again(holding(case.project, verb.who))
    by.is_active = False
    refused(NotYours, verb.do, case, by=by)


@every
def test_the_same_form_twice_does_nothing_twice(case, verb):
    case = ready(case, verb)
    verb.do(case)
    before = everything()
    with pytest.raises((Refused, NotYours, Stale)):
        verb.do(fresh(case))
    assert everything() == before


@every
def test_private_numbers_are_kept_nowhere(case, verb):
    case = ready(case, verb)
    verb.do(case, reason=f"联系{PHONE}，证件{ID_NUMBER}")
    texts = [
        *Entry.objects.values_list("opinion", flat=True),
        *map(str, Entry.objects.values_list("payload", flat=True)),
        *Seat.objects.values_list("opinion", flat=True),
        *Stop.objects.values_list("reason", flat=True),
        *Copy.objects.values_list("note", flat=True),
        *Message.objects.values_list("text", flat=True),
    ]
    assert not [text for text in texts if PHONE in text or ID_NUMBER in text]


@every
def test_not_where_the_step_does_not_allow_it(monkeypatch, case, verb):
    from flows.approval.flow import ApprovalFlow

    case = ready(case, verb)
    if verb.name == "resume":  # what has been stopped may always run again
        return
    monkeypatch.setattr(ApprovalFlow.countersign, "allows", frozenset())
    refused((Refused, NotYours), verb.do, case)


@every
def test_not_on_what_rests(project, verb):
    case = case_of(project, "DELIVERED")
    by = again(holding(project, verb.who))
    refused((Refused, NotYours), verb.do, case, by=by)


@every
def test_a_long_reason_stops_nothing(case, verb):
    case = ready(case, verb)
    verb.do(case, reason="说明" * 150)
    assert seat(case, "hrss.clerk").state == "open"
