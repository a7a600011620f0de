"""Nothing that we store about people is forgotten when they ask for it, or go."""

from django.apps import apps
from django.db.models import Model

from users.models import User
from users.personal_data import tables

NOT_ABOUT_ONE_PERSON = {
    "admin.LogEntry": "what staff did: goes with its author, and is made nameless with whom it was done to",
    "auth.Group": "a kind of staff",
    "auth.Permission": "a right of staff",
    "contenttypes.ContentType": "a name of a table",
    "jobs.Cluster": "a process of ours",
    "jobs.HealthState": "how the queue is",
    "jobs.Latency": "how long calls took",
    "jobs.Tally": "how many jobs of a kind ended how",
    "django_q.Failure": "a task that failed: tasks carry nothing",
    "django_q.OrmQ": "a message to the clusters: it carries nothing",
    "django_q.Schedule": "regular work",
    "django_q.Success": "a task that succeeded: none is kept",
    "django_q.Task": "tasks carry nothing",
    "sessions.Session": "whose it is stands in its signed content: found there and deleted",
    "storybooks.Breaker": "how a provider does",
    "users.Erased": "keyed hashes of ids that lead to nobody any more, gone after 400 days",
    "users.RateWindow": "keyed hashes that nobody can turn back, gone within a day",
}


def _leads_to_a_user(model: type[Model], seen: tuple = ()) -> bool:
    if model is User:
        return True
    ways = (field.related_model for field in model._meta.get_fields() if field.many_to_one or field.one_to_one)
    return any(_leads_to_a_user(way, (*seen, model)) for way in ways if isinstance(way, type) and way not in seen)


def test_every_table_is_given_to_its_people_or_is_said_to_be_about_nobody_in_particular():
    named = {table.model._meta.label for table in tables()}
    every = {model._meta.label for model in apps.get_models()}
    assert named | NOT_ABOUT_ONE_PERSON.keys() == every
    assert not named & NOT_ABOUT_ONE_PERSON.keys()


def test_no_table_that_leads_to_a_user_is_said_to_be_about_nobody():
    leading = {model._meta.label for model in apps.get_models() if _leads_to_a_user(model)}
    assert {"jobs.JobStep", "jobs.CallbackDelivery", "storybooks.CartoonCache", "prints.PrintRequest"} <= leading
    assert leading & NOT_ABOUT_ONE_PERSON.keys() == {"admin.LogEntry"}


def test_what_is_kept_from_people_says_nothing_of_them():
    """Whoever hides a column looks here, and thinks about it."""
    hidden = {f"{table.name}.{column}" for table in tables() for column in table.ours}
    assert hidden == {
        "account.password",
        "account.is_staff",
        "account.is_superuser",
        "account.is_active",
        "sign-ins.refresh_id",
        "sign-ins.session_key",
        "one-time-codes.code_hash",
        "jobs.attempt",
        "jobs.worker",
        "jobs.lease_expires_at",
        "jobs.guest",
        "jobs.idempotency_key",
        "jobs.request_hash",
        "jobs.priority",
        "jobs.on_demand",
        "job-history.attempt",
        "job-history.actor",
        "job-steps.attempt",
        "job-steps.error",
        "job-steps.charges",
        "job-steps.cost_usd",
        "days.usd",
        "shares.token_hash",
        "payments.actor",
        "payments.webhook_id",
        "files.store",
        "files.key",
        "files.discarded_at",
        "pictures-drawn-before.key",
        "print-history.actor",
        "print-orders.files_due_at",
        "print-orders.files_problem",
    }


def test_every_table_has_a_name_of_its_own_and_a_column_to_be_found_by():
    names = [table.name for table in tables()]
    assert len(names) == len(set(names))
    for table in tables():
        fields = {field.attname for field in table.model._meta.concrete_fields}
        assert set(table.ours) < fields, table.name
