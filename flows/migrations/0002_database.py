"""What the models cannot say: the trail's functions and triggers, parameters, calendar."""

import datetime as dt

from django.db import migrations

from flows.acceptance import database as acceptance
from flows.audit.database import INSTALL, REMOVE
from flows.desk import database as desk
from flows.documents import database as documents
from flows.engine import database as engine
from flows.engine.policy import DEFAULTS
from flows.labour import database as labour
from flows.payroll import database as payroll
from flows.supervision import database as supervision


def load_parameters(apps, schema_editor):
    model = apps.get_model("flows", "Parameter")
    model.objects.bulk_create(model(**row._asdict()) for row in DEFAULTS)


def load_calendar(apps, schema_editor):
    """The State Council's holidays and 调休 as the package chinesecalendar collects them."""
    from chinese_calendar.constants import holidays, workdays

    year_of, day_of = apps.get_model("flows", "CalendarYear"), apps.get_model("flows", "CalendarDay")
    years = sorted({day.year for day in holidays if day.year >= 2020})
    year_of.objects.bulk_create(
        year_of(year=year, basis=f"国务院办公厅关于{year}年部分节假日安排的通知") for year in years
    )
    first = dt.date(2020, 1, 1)
    free = [day_of(day=day, working=False, name=str(name)) for day, name in holidays.items() if day >= first]
    worked = [day_of(day=day, working=True, name=f"{name} 调休") for day, name in workdays.items() if day >= first]
    day_of.objects.bulk_create(free + worked)


class Migration(migrations.Migration):
    dependencies = [("flows", "0001_initial")]

    operations = [
        migrations.RunSQL(INSTALL, REMOVE),
        migrations.RunSQL(desk.INSTALL, desk.REMOVE),
        migrations.RunSQL(engine.INSTALL, engine.REMOVE),
        migrations.RunSQL(documents.INSTALL, documents.REMOVE),
        migrations.RunSQL(labour.INSTALL, labour.REMOVE),
        migrations.RunSQL(payroll.INSTALL, payroll.REMOVE),
        migrations.RunSQL(acceptance.INSTALL, acceptance.REMOVE),
        migrations.RunSQL(supervision.INSTALL, supervision.REMOVE),
        migrations.RunPython(load_parameters, migrations.RunPython.noop),
        migrations.RunPython(load_calendar, migrations.RunPython.noop),
    ]
