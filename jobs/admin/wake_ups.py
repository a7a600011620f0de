"""django-q2's own tables in the admin, to be looked at only.

As django-q2 registers them, whoever may add a schedule, or edit one, names any function of any module to be run.
"""

from django.contrib import admin
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success

from users.read_only import ReadOnlyAdmin

STOCK = {Failure: FailAdmin, OrmQ: QueueAdmin, Schedule: ScheduleAdmin, Success: TaskAdmin}

for model, stock in STOCK.items():
    admin.site.unregister(model)
    admin.site.register(model, type(stock.__name__, (ReadOnlyAdmin, stock), {}))
