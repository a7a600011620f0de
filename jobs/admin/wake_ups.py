"""django-q2's own tables in the admin, to be looked at only.

As django-q2 registers them, whoever may add a schedule, or edit one, names any function of any module to be run.
"""

from django.contrib import admin
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success

from users.read_only import ReadOnlyAdmin

STOCK = {Failure: FailAdmin, OrmQ: QueueAdmin, Schedule: ScheduleAdmin, Success: TaskAdmin}
SHOWN = {Schedule: ("name", "func", "minutes", "next_run", "get_last_run", "get_success")}
"""Instead of what django-q2 shows, half of which is never used here."""

for model, stock in STOCK.items():
    ours = {"list_display": SHOWN[model], "list_display_links": ("name",)} if model in SHOWN else {}
    admin.site.unregister(model)
    admin.site.register(model, type(stock.__name__, (ReadOnlyAdmin, stock), ours))
