import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule

pytestmark = pytest.mark.django_db


def test_migrating_again_neither_doubles_nor_restarts_the_schedules(settings):
    before = list(Schedule.objects.order_by("name").values_list("name", "func", "next_run"))
    assert [name for name, *_ in before] == sorted(settings.SCHEDULES)
    call_command("migrate", verbosity=0)
    assert list(Schedule.objects.order_by("name").values_list("name", "func", "next_run")) == before


def test_a_schedule_that_is_no_longer_listed_goes_and_foreign_ones_stay(settings):
    Schedule.objects.create(name="somebody's own", func="math.floor")
    settings.SCHEDULES = {"storyjobs: delete old jobs": ("jobs.cleanup.delete_old", 5)}
    call_command("migrate", verbosity=0)
    assert dict(Schedule.objects.values_list("name", "minutes")) == {
        "storyjobs: delete old jobs": 5,
        "somebody's own": None,
    }


def test_every_scheduled_function_exists(settings):
    assert all(callable(import_string(function)) for function, _ in settings.SCHEDULES.values())
