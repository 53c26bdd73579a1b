"""Tables that grow with every file and every decision: each index is paid for by every row."""

from django.db import connection

from flows.audit.models import Entry
from flows.labour.models import Attendance, Engagement, HandIn, TrainingRecord, Worker
from flows.payroll.models import BankReceipt, Confirmation, PayrollLine
from flows.supervision.models import RecordItem, SitePhoto
from notifications.models import Delivery, Message

GROWING = (
    Attendance, BankReceipt, Confirmation, Delivery, Engagement, Entry, HandIn, Message,
    PayrollLine, RecordItem, SitePhoto, TrainingRecord, Worker,
)  # fmt: skip
# An index is covered where another one begins with its columns; the order for LIKE is one too many.
COVERED = """
SELECT i.indexrelid::regclass::text, j.indexrelid::regclass::text
  FROM pg_index i JOIN pg_index j ON j.indrelid = i.indrelid AND j.indexrelid <> i.indexrelid
 WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisunique
   AND i.indpred IS NULL AND j.indpred IS NULL
   AND j.indkey::text || ' ' LIKE i.indkey::text || ' %%'
"""


def test_no_index_is_covered_by_another(db):
    tables = [model._meta.db_table for model in GROWING]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_index WHERE indrelid = ANY (%s::regclass[])", [tables]
        )
        assert cursor.fetchone()[0] > len(GROWING), "there is something to look at"
        cursor.execute(COVERED, [tables])
        assert cursor.fetchall() == []
