"""Who sits: by post, by expression, the head of the initiator's house; and when nobody can."""

from flows.approval.flow import ApprovalFlow
from flows.demo.actors import agree, fresh, whose
from flows.desk import actions, bulk, desk
from flows.desk.models import Incident, Task
from flows.desk.pages import _standing as standing
from flows.desk.watch import look_again, look_for_nobody
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.orgs.models import Appointment, Organization
from flows.planning.flow import PlanningFlow
from flows.projects.posts import head_of_initiator, heading
from tests.dossier import a_colleague, case_of, codes, everything, holding, item_of
from tests.semantics.hands import again, at_joint_review, last_entry, refused, says, states

THREE = ("agri.chief", "drc.chief", "finance.chief")


def empty(project, code):
    """Nobody holds ``code`` any more."""
    Appointment.objects.filter(post=project.post(code)).update(ended_on="2025-01-01")


def admin():
    return again(Appointment.objects.get(post__code="admin.system").user)


# -- by post, by house, by expression --------------------------------------------------------


def test_by_post_and_by_expression_on_the_paper(project):
    """审批部门 is a field of the project: its clerk receives, whoever it is."""
    project.approving_body = "agri"
    project.save(update_fields=["approving_body"])
    case = case_of(project, "SUBMITTED")
    assert list(states(case)) == ["agri.clerk"]


def test_the_head_of_the_initiators_house(monkeypatch, project):
    item = item_of(project)
    monkeypatch.setattr(PlanningFlow.town_review, "posts", head_of_initiator)
    agree(item)
    task = Task.objects.get(process__paper="PlanItem", status="ASSIGNED")
    assert [s.post.code for s in task.seats.all()] == ["village.director"]
    # He began it himself: he does not decide on it, and nobody else is there.
    assert task.seats.get().holder is None and task.incidents.filter(closed_at=None).exists()


def test_the_heads_of_named_houses(monkeypatch, project):
    item = item_of(project)
    monkeypatch.setattr(PlanningFlow.town_review, "posts", heading("finance", "drc"))
    agree_one(item)
    assert list(states(item)) == ["finance.chief", "drc.chief"]


def agree_one(paper):
    gate.perform(paper, desk.step_of(paper).agreed, by=again(whose(paper)))


# -- nobody sits -----------------------------------------------------------------------------


def test_nobody_in_office_is_an_incident_on_the_administrators_desk(project):
    empty(project, "drc.clerk")
    item = item_of(project, "JOINT_REVIEW")
    found = Incident.objects.get(closed_at=None)
    assert "区发改经办人" in found.text and found.task.flow_task == PlanningFlow.joint_review
    assert admin().messages.get(kind="system").url == "/incidents/"
    entry = project.chain.entries.get(move="nobody")
    assert entry.label == "无人可以办理" and entry.opinion == found.text
    says(item, "agri.clerk", "agreed")
    assert fresh(item).state == "JOINT_REVIEW"  # never silently skipped


def test_an_appointment_and_a_new_seating_close_it(project):
    empty(project, "drc.clerk")
    item = item_of(project, "JOINT_REVIEW")
    found = Incident.objects.get(closed_at=None)
    assert actions.reseat(found, item, by=admin()) is False
    newcomer = a_colleague(project.post("drc.clerk"), "新来的")
    assert actions.reseat(found, item, by=admin()) is True
    found.refresh_from_db()
    assert found.closed_by == admin() and found.reason == "已重新安排"
    assert newcomer.messages.filter(kind="todo").count() == 1
    says(item, "agri.clerk", "agreed")
    gate.perform(item, "reserve", by=again(newcomer))
    assert fresh(item).state == "LISTING"


def test_a_missing_house_is_named_and_seated_once_it_is_there(project):
    Organization.objects.filter(kind="sector").update(sector="别的行业")
    case = case_of(project, "SECTOR_REVIEW")
    found = Incident.objects.get(closed_at=None)
    assert "行业主管部门" in found.text and not desk.seats_at(case)
    Organization.objects.filter(kind="sector").update(sector="住建")
    assert actions.reseat(found, case, by=admin()) is True
    assert list(states(case)) == ["sector.reviewer"]
    agree(case)
    assert fresh(case).state == "COUNTERSIGNING"


def test_a_post_that_empties_while_the_paper_lies_there_is_found(project):
    """Laid with people who have left since: the desk looks by itself, and reports it once."""
    item = item_of(project, "JOINT_REVIEW")
    empty(project, "drc.clerk")
    assert not Incident.objects.exists()
    for _ in range(2):
        look_for_nobody()
    assert "区发改经办人" in Incident.objects.get().text
    a_colleague(project.post("drc.clerk"))
    assert look_again() == 1
    assert look_for_nobody() == 0 and not Incident.objects.filter(closed_at=None).exists()
    agree(item)
    assert fresh(item).state == "LISTING"


def test_only_an_administrator_seats_anew(project):
    empty(project, "drc.clerk")
    item = item_of(project, "JOINT_REVIEW")
    found = Incident.objects.get(closed_at=None)
    by = again(holding(project, "drc.chief"))
    refused(NotYours, actions.reseat, found, item, by=by)


def test_where_somebody_must_sit_the_move_is_refused(monkeypatch, project):
    """nobody="refuse": as strict for a post without people as for no post at all."""
    monkeypatch.setattr(PlanningFlow.joint_review, "nobody", "refuse")
    item = item_of(project, "TOWN_REVIEW")
    says(item, "township.clerk", "agreed")
    empty(project, "drc.clerk")
    by = again(holding(project, "township.leader"))
    caught = refused(Refused, gate.perform, item, "town_pass", by=by)
    assert codes(caught) == ["NOBODY_SITS"] and "区发改经办人" in str(caught.value)


# -- the same person -------------------------------------------------------------------------


def test_who_began_it_is_never_who_approves_it(monkeypatch, project):
    """In every post he holds: not asked, not told, and refused."""
    director = holding(project, "village.director")
    Appointment.objects.create(user=director, post=project.post("drc.chief"))
    item = at_joint_review(monkeypatch, project, THREE)
    assert desk.seats_at(item)[1].holder != director
    refused(NotYours, gate.perform, item, "reserve", by=again(director))
    assert not director.messages.filter(subject__contains="入库审核").exists()


def test_who_has_signed_an_earlier_step_may_be_kept_from_a_later_one(monkeypatch, project):
    monkeypatch.setattr(ApprovalFlow.decide, "unlike", ("countersign",))
    chief = holding(project, "finance.chief")
    drc = project.post("drc.chief")
    Appointment.objects.filter(post=drc).update(ended_on="2025-01-01")
    Appointment.objects.create(user=chief, post=drc)
    case = case_of(project, "COUNTERSIGNING")
    agree(case)
    case = fresh(case)
    assert case.state == "DECIDING" and desk.seats_at(case)[0].holder is None
    refused(NotYours, gate.perform, case, "approve", by=again(chief))
    assert Incident.objects.filter(closed_at=None).exists()


def test_who_only_passed_his_seat_on_has_not_signed(monkeypatch, project):
    from tests.semantics.hands import chosen

    monkeypatch.setattr(ApprovalFlow.decide, "unlike", ("receive",))
    case = case_of(project, "SUBMITTED")
    chief, leader = holding(project, "drc.chief"), holding(project, "drc.leader")
    given = {"reason": "请办", "person": chosen(chief)}
    actions.transfer(case, by=again(holding(project, "drc.clerk")), **given)
    given = {"reason": "请办", "person": chosen(leader)}
    actions.transfer(case, by=again(chief), **given)
    agree(case)
    for _ in range(2):
        agree(fresh(case))
    case = fresh(case)
    assert case.state == "DECIDING"
    assert desk.has_seat(case, again(chief)) and not desk.has_seat(case, again(leader))


def test_one_person_in_two_posts_signs_once_and_the_other_seat_is_an_incident(monkeypatch, project):
    """兼任: the same person has already agreed; his second seat is not his, and not skipped."""
    chief = holding(project, "drc.chief")
    finance = project.post("finance.chief")
    Appointment.objects.filter(post=finance).update(ended_on="2025-01-01")
    Appointment.objects.create(user=chief, post=finance)
    item = at_joint_review(monkeypatch, project, THREE)
    assert not Incident.objects.exists()
    gate.perform(item, "reserve", by=again(chief))
    assert desk.open_for(item, again(chief)) is None
    found = Incident.objects.get(closed_at=None)
    assert "区财政科长" in found.text
    newcomer = a_colleague(finance)
    assert actions.reseat(found, item, by=admin()) is True
    says(item, "agri.chief", "agreed")
    gate.perform(item, "reserve", by=again(newcomer))
    assert fresh(item).state == "LISTING"


# -- what a seat sees and writes -------------------------------------------------------------


def test_fields_may_be_hidden_from_a_step(monkeypatch, project):
    item = item_of(project)
    gate.edit(item, by=whose(item), need="路面破损，出行不便")
    agree(item)
    item = fresh(item)
    user = again(whose(item))

    def shown():
        facts = standing(item, user, desk.seats_at(item))["facts"]
        return [fact["value"] for fact in facts]

    assert any("路面破损" in value for value in shown())
    monkeypatch.setattr(PlanningFlow.town_review, "hides", ("need",))
    assert not any("路面破损" in value for value in shown())


def test_fields_are_open_where_the_paper_says_so(project):
    item = item_of(project)
    gate.edit(item, by=whose(item), need="路面破损")
    agree(item)
    item = fresh(item)
    refused(NotYours, gate.edit, item, by=whose(item), need="改一改")
    assert last_entry(item).move != "edit"


def test_blind_votes_stay_closed_until_the_end(monkeypatch, client, project):
    """On the paper, in the trail, on the project and to the page that asks: nowhere."""
    item = at_joint_review(monkeypatch, project, THREE, blind=True)
    by = again(holding(project, "agri.chief"))
    gate.perform(item, "reserve", by=by, opinion="我看可以投")
    here, whole = f"/papers/PlanItem/{item.pk}/", f"/projects/{project.code}/"
    pages = [here, whole, f"{whole}trail/"]

    def read():
        return [client.get(each).content.decode() for each in pages]

    client.force_login(again(holding(project, "drc.chief")))
    assert not any("我看可以投" in page for page in read())
    assert (
        "已签署" in read()[0] and client.get(f"{here}version/").json()["last"]["what"] == "已签署"
    )
    client.force_login(by)
    assert all("我看可以投" in page for page in read())
    says(item, "drc.chief", "agreed")
    says(item, "finance.chief", "agreed")
    client.force_login(again(holding(project, "drc.chief")))
    assert "我看可以投" in read()[0]


def test_what_is_not_for_bulk_is_not_done_in_bulk(monkeypatch, project):
    item = item_of(project, "TOWN_REVIEW")
    row = bulk.Row("PlanItem", item.pk, item.version)
    by = again(holding(project, "township.clerk"))
    monkeypatch.setattr(PlanningFlow.town_review, "bulk", False)
    before = everything()
    assert [each.outcome for each in bulk.agree([row], by=by)] == ["kept"]
    assert everything() == before
    monkeypatch.setattr(PlanningFlow.town_review, "bulk", True)
    assert [each.outcome for each in bulk.agree([row], by=by)] == ["done"]
