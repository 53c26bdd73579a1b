"""Every flow in the order of the corridor, and the one table of what opens next.

``OPENS[(paper, state)]`` is run by the door when the paper has entered the state, inside the
same transaction. Nothing else in the house starts anything: no signals, no flow_finished.
"""

from __future__ import annotations

from typing import Any

from flows.acceptance import actions as acceptance
from flows.acceptance.flow import AcceptanceFlow, FollowUpFlow, HandoverFlow
from flows.acceptance.models import AcceptanceCase, FollowUp, Handover
from flows.acceptance.states import CaseState as AcceptanceState
from flows.acceptance.states import FollowUpState, HandoverState
from flows.approval import actions as approval
from flows.approval.flow import ApprovalFlow, SurveyFlow
from flows.approval.models import ApprovalCase, LabourSurvey
from flows.approval.states import CaseState, SurveyState
from flows.changes import actions as changes
from flows.changes.flow import ChangeFlow, ClosureFlow, SuspensionFlow
from flows.changes.models import Change, Closure, Suspension
from flows.changes.states import ChangeState, ClosureState, SuspensionState
from flows.commencement import actions as commencement
from flows.commencement.flow import ContractFlow, FundingFlow, StartFlow
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.commencement.states import ContractState, FundingState, StartState
from flows.complaints import actions as complaints
from flows.complaints.flow import ComplaintFlow
from flows.complaints.models import Complaint
from flows.complaints.states import ComplaintState
from flows.desk.proof.product import Question
from flows.intake import actions as intake
from flows.intake.flow import IntakeFlow
from flows.intake.models import Intake
from flows.intake.states import IntakeState
from flows.labour import actions as labour
from flows.labour.flow import RosterFlow
from flows.labour.models import Roster
from flows.labour.states import RosterState
from flows.payroll import actions as payroll
from flows.payroll.flow import ExceptionFlow, PayrollFlow, StrikeFlow
from flows.payroll.models import PayException, PayrollBatch, StrikeRequest
from flows.payroll.states import BatchState, ExceptionState, StrikeState
from flows.planning import actions as planning
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from flows.planning.states import ItemState
from flows.projects.models import Project
from flows.projects.states import Stage
from flows.supervision import actions as supervision
from flows.supervision.flow import (
    ClaimFlow,
    InspectionFlow,
    RectificationFlow,
    ReportFlow,
    VisitFlow,
)
from flows.supervision.models import (
    Inspection,
    MonthlyReport,
    PaymentClaim,
    Rectification,
    VisitRound,
)
from flows.supervision.rules import no_open_defect
from flows.supervision.states import (
    ClaimState,
    InspectionState,
    RectificationState,
    ReportState,
    VisitRoundState,
)

FLOWS: tuple[Any, ...] = (
    PlanningFlow,
    IntakeFlow,
    SurveyFlow,
    ApprovalFlow,
    FundingFlow,
    ContractFlow,
    StartFlow,
    RosterFlow,
    ComplaintFlow,
    PayrollFlow,
    StrikeFlow,
    ExceptionFlow,
    InspectionFlow,
    RectificationFlow,
    VisitFlow,
    ReportFlow,
    ClaimFlow,
    ChangeFlow,
    SuspensionFlow,
    ClosureFlow,
    AcceptanceFlow,
    HandoverFlow,
    FollowUpFlow,
)

OPENS: dict[tuple[Any, str], tuple[Any, ...]] = {
    (PlanItem, ItemState.DRAFT): (planning.leave_list,),
    (PlanItem, ItemState.TOWN_REVIEW): (planning.leave_list,),
    (PlanItem, ItemState.JOINT_REVIEW): (planning.leave_list,),
    (PlanItem, ItemState.LISTING): (planning.reserve_project,),
    (PlanItem, ItemState.FILING): (planning.list_project,),
    (PlanItem, ItemState.FILED): (planning.prepare_project, approval.begin),
    (PlanItem, ItemState.REMOVED): (planning.remove_project,),
    (PlanItem, ItemState.WITHDRAWN): (planning.withdraw_project,),
    (Intake, IntakeState.APPROVED): (intake.go_live, commencement.begin_funding),
    (Intake, IntakeState.FUNDED): (intake.go_live, commencement.begin_contract),
    (Intake, IntakeState.READY): (
        intake.go_live,
        commencement.begin_start,
        labour.open_roster,
    ),
    (Intake, IntakeState.CONSTRUCTION): (
        intake.go_live,
        labour.open_roster,
        supervision.open_plan,
        payroll.open_present_batch,
        acceptance.open_acceptance,
    ),
    (Intake, IntakeState.WITHDRAWN): (intake.withdraw_project,),
    (LabourSurvey, SurveyState.DONE): (labour.agree_with_entries,),
    (ApprovalCase, CaseState.DRAFT): (approval.reopen_plan,),
    (ApprovalCase, CaseState.TOWN_REVIEW): (approval.issue_plan,),
    (ApprovalCase, CaseState.DECIDING): (approval.draft_approval,),
    (ApprovalCase, CaseState.DECIDED_APPROVE): (approval.settle_baseline,),
    (ApprovalCase, CaseState.DELIVERED): (commencement.begin_funding,),
    (ApprovalCase, CaseState.DECIDED_REJECT): (approval.reject_project,),
    (ApprovalCase, CaseState.NOT_RECEIVED): (approval.reject_project,),
    (ApprovalCase, CaseState.WITHDRAWN): (approval.withdraw_project,),
    (ApprovalCase, CaseState.TERMINATED): (approval.terminate_project,),
    (FundingNotice, FundingState.FINANCE_DRAFTING): (commencement.number_plan,),
    (FundingNotice, FundingState.FORWARDING): (commencement.fund_project,),
    (FundingNotice, FundingState.FORWARDED): (
        commencement.date_forwarding,
        commencement.begin_contract,
    ),
    (Contract, ContractState.REGISTERED): (
        commencement.settle_contract,
        commencement.begin_start,
        labour.open_roster,
    ),
    (StartReadiness, StartState.SUPERVISOR_REVIEW): (labour.require_roster,),
    (StartReadiness, StartState.ISSUED): (
        commencement.start_project,
        supervision.open_plan,
        labour.verify_people,
        payroll.open_first_batch,
        acceptance.open_acceptance,
    ),
    (Roster, RosterState.VERIFIED): (labour.verify_people,),
    (Complaint, ComplaintState.SETTLED): (complaints.date_end, payroll.run_notice_again),
    (Complaint, ComplaintState.DISMISSED): (complaints.date_end, payroll.run_notice_again),
    (PayrollBatch, BatchState.CHECKING): (payroll.open_next_batch, supervision.sf2_of_batch),
    (PayrollBatch, BatchState.CHECKED): (payroll.lock_attendance, payroll.settle_open_lines),
    (PayrollBatch, BatchState.CONFIRMED): (payroll.settle_open_lines,),
    (PayrollBatch, BatchState.PUBLICIZING): (payroll.keep_notice,),
    (PayrollBatch, BatchState.PAYING): (payroll.send_cleared,),
    (PayrollBatch, BatchState.RECONCILED): (
        payroll.settle_open_lines,
        payroll.finish_if_settled,
    ),
    (PayException, ExceptionState.APPROVED): (payroll.use_exception,),
    (StrikeRequest, StrikeState.APPROVED): (payroll.strike_line,),
    (Inspection, InspectionState.PASSED): (supervision.stamp_inspection,),
    (Inspection, InspectionState.DEFECTIVE): (supervision.demand_rectification,),
    (Rectification, RectificationState.OPEN): (changes.stop_for_defect,),
    (Rectification, RectificationState.REOPENED): (supervision.escalate_refused,),
    (Rectification, RectificationState.CLOSED): (supervision.close_inspection,),
    (VisitRound, VisitRoundState.REVIEWING): (supervision.judge_visits,),
    (MonthlyReport, ReportState.SIGNED): (supervision.freeze_report,),
    (PaymentClaim, ClaimState.APPROVING): (supervision.check_measured,),
    (PaymentClaim, ClaimState.PAID): (supervision.check_payment,),
    (Change, ChangeState.APPROVED): (changes.settle_change,),
    (Change, ChangeState.REPORT_ANEW): (changes.close_change,),
    (Change, ChangeState.REJECTED): (changes.close_change,),
    (Suspension, SuspensionState.RESUMED): (changes.resume_project,),
    (Closure, ClosureState.SETTLING): (changes.stop_for_settlement,),
    (Closure, ClosureState.REFUSED): (changes.refuse_closure,),
    (Closure, ClosureState.ENDED): (changes.end_project,),
    (AcceptanceCase, AcceptanceState.REPORTING): (acceptance.return_to_work,),
    (AcceptanceCase, AcceptanceState.PRE_ACCEPTING): (acceptance.complete_project,),
    (AcceptanceCase, AcceptanceState.FORMING): (
        acceptance.pre_accept_project,
        acceptance.propose_committee,
    ),
    (AcceptanceCase, AcceptanceState.VERIFYING): (acceptance.convene, acceptance.seal_evidence),
    (AcceptanceCase, AcceptanceState.VOTING): (acceptance.prepare_vote,),
    (AcceptanceCase, AcceptanceState.PASSED): (acceptance.accept_project,),
    (AcceptanceCase, AcceptanceState.PASSED_RECTIFY): (acceptance.accept_project,),
    (AcceptanceCase, AcceptanceState.FAILED): (acceptance.fail_case,),
    (Handover, HandoverState.ACCOUNTING): (acceptance.date_transfer,),
    (Handover, HandoverState.MAINTAINING): (acceptance.date_accounts,),
    (Handover, HandoverState.ARCHIVING): (acceptance.maintain_project,),
    (Handover, HandoverState.ARCHIVED): (acceptance.archive_project,),
    (FollowUp, FollowUpState.DONE): (acceptance.date_review,),
}

# What no order of work may lead to; ``manage.py prove`` explores it.
NEVER: tuple[Question, ...] = (
    Question(
        AcceptanceCase,
        Project,
        OPENS,
        rule=no_open_defect,
        thing="A、B 级问题",
        forbidden=Stage.ACCEPTED,
        start=(AcceptanceState.REPORTING, Stage.CONSTRUCTION),
        again={AcceptanceState.FAILED: AcceptanceState.REPORTING},
    ),
)
