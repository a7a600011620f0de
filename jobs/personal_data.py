"""The jobs of a person: given to them, stopped, and gone with them."""

from collections import Counter
from contextlib import suppress

from django.db.models import Q

from jobs import budgets, engine
from jobs.models import CallbackDelivery, DailySpending, Job, JobHistory, JobStep, QuotaUse
from jobs.sweep import sweep
from users.models import User
from users.personal_data import PersonalData, Table, of

GONE = "erased"


def _submitted_by(user: User) -> Q:
    return Q(submitter=user.pk)


class JobsOfAPerson(PersonalData):
    tables = (
        Table(
            "jobs",
            "what you asked for, and what came of it",
            Job,
            of("user"),
            ours=(
                "attempt",
                "worker",
                "lease_expires_at",
                "guest",
                "idempotency_key",
                "request_hash",
                "priority",
                "on_demand",
            ),
        ),
        Table("job-history", "how your jobs went", JobHistory, of("job__user"), ours=("attempt", "actor")),
        Table(
            "job-steps",
            "what each step of your jobs found out",
            JobStep,
            of("job__user"),
            ours=("attempt", "error", "charges", "cost_usd"),
        ),
        Table("callbacks", "messages to the addresses that you gave", CallbackDelivery, of("job__user")),
        Table("quota", "what counted for the months of your plan", QuotaUse, _submitted_by),
        Table("days", "on which days something was made for you", DailySpending, _submitted_by, ours=("usd",)),
    )

    def stop(self, user: User) -> None:
        for job_id in _unfinished(user).values_list("id", flat=True):
            with suppress(engine.IllegalMove, engine.UnknownJob):  # it has ended meanwhile
                engine.cancel(job_id, actor=GONE)
        sweep()  # a worker that died must not keep them here until a cluster runs again

    def is_busy(self, user: User) -> bool:
        return _unfinished(user).exists()

    def forget(self, user: User) -> Counter[str]:
        """What they did to jobs of others stays in those jobs' history, and what they have cost in its day's sum,
        without their name.
        """
        budgets.forget(user.pk)
        counted, _ = QuotaUse.objects.filter(_submitted_by(user)).delete()
        nameless = JobHistory.objects.filter(actor=str(user.pk)).exclude(job__user=user).update(actor=GONE)
        return Counter({"entries of other jobs' history made nameless": nameless, "quota": counted})


def _unfinished(user: User):
    return Job.objects.active().filter(user=user)
