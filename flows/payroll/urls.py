"""Addresses of pay; a batch and a strike request have the page every paper has."""

from __future__ import annotations

from django.urls import path

from .views import (
    across,
    arrears,
    attendance,
    bank,
    batch,
    compute,
    confirming,
    device,
    exceptions,
    flags,
    imports,
    learning,
    ledgers,
    objection,
    own,
    people,
    prints,
    receipts,
    reveal,
    rollcall,
    slips,
    strike,
)

urlpatterns = [
    path("arrears/", arrears.everywhere, name="arrears"),
    path("projects/<str:code>/arrears/", arrears.of_project, name="project-arrears"),
    path("projects/<str:code>/ledgers/", ledgers.ledgers, name="ledgers"),
    path("projects/<str:code>/ledgers/blank/", ledgers.blank, name="ledger-blank"),
    path("projects/<str:code>/ledgers/<str:token>/", ledgers.preview, name="ledger-preview"),
    path(
        "projects/<str:code>/ledgers/<str:token>/<int:number>/marked/",
        ledgers.marked_copy,
        name="ledger-marked",
    ),
    path("flags/", across.across, name="flags-across"),
    path("projects/<str:code>/flags/", flags.page, name="flags"),
    path("projects/<str:code>/workers/", people.workers, name="workers"),
    path("projects/<str:code>/workers/<int:pk>/", people.worker, name="worker"),
    path("projects/<str:code>/receipts/", receipts.receipts, name="receipts"),
    path("payroll/<int:pk>/bank-file/", bank.export, name="bank-file"),
    path("bank-layout/", bank.layout, name="bank-layout"),
    path("projects/<str:code>/imports/<int:pk>/", imports.job, name="import-job"),
    path("heading-words/", learning.heading_words, name="heading-words"),
    path("projects/<str:code>/workers/<int:pk>/reveal/", reveal.reveal_number, name="reveal"),
    path("projects/<str:code>/attendance/", attendance.month, name="attendance"),
    path("projects/<str:code>/attendance/<str:day>/", rollcall.day, name="roll-call"),
    path(
        "projects/<str:code>/attendance/<str:day>/<int:pk>/",
        attendance.correct,
        name="attendance-correct",
    ),
    path("payroll/<int:pk>/compute/", compute.compute, name="batch-compute"),
    path("payroll/<int:pk>/lines/", batch.lines, name="batch-lines"),
    path("payroll/<int:pk>/notice/", prints.notice, name="notice"),
    path(
        "payroll/<int:pk>/signatures/printed/", prints.signatures_printed, name="signatures-printed"
    ),
    path("payroll/<int:pk>/signatures/", prints.signatures, name="signatures"),
    path("payroll/<int:pk>/signed/", confirming.signed_sheet, name="signed-sheet"),
    path("payroll/<int:pk>/links/", confirming.links, name="worker-links"),
    path("payroll/<int:pk>/device/", device.device, name="device"),
    path("payroll/lines/<int:pk>/exception/", exceptions.ask, name="exception"),
    path("payroll/lines/<int:pk>/cash/", exceptions.pay, name="cash"),
    path("payroll/lines/<int:pk>/strike/", strike.ask, name="strike"),
    path("payroll/lines/<int:pk>/slip/", slips.slip, name="slip"),
    path("w/<str:token>/", own.page, name="own"),
    path("w/<str:token>/lines/<int:pk>/", own.confirm, name="own-confirm"),
    path("w/<str:token>/lines/<int:pk>/objection/", objection.objection, name="own-objection"),
    path("w/<str:token>/lines/<int:pk>/slip/", own.slip, name="own-slip"),
]
