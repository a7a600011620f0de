"""Callbacks of real clusters, also of killed ones."""

from django.utils import timezone

from jobs.callbacks.signing import callback_secret
from jobs.engine import submit
from jobs.models import CallbackDelivery, Job
from jobs.wishes import Wishes
from tests.chaos.clusters import eventually
from tests.chaos.job_types import Sleeper
from tests.jobs.callbacks.receiver import receiving


def start_job(url) -> Job:
    return submit(Sleeper(), {"seconds": 0}, wishes=Wishes(callback_url=url))


def test_a_cluster_tells_the_end_of_a_job_once_and_at_once(start_cluster):
    with receiving() as receiver:
        cluster = start_cluster(TRUSTED_CALLBACK_HOSTS=receiver.place)
        job = start_job(receiver.url)
        assert eventually(lambda: CallbackDelivery.objects.filter(job=job, state="delivered").exists(), 5)
        message = receiver.verified(callback_secret(job))
        assert (message["type"], message["data"]["status"]) == ("job.completed", "completed")
        assert len(receiver.calls) == 1
        assert cluster.stop(within=3) == 0
        assert "hidden" not in cluster.said()


def test_what_a_killed_cluster_was_delivering_is_delivered_by_another_with_the_same_id(start_cluster):
    with receiving() as receiver:
        receiver.answers = [(None, {})]
        cluster = start_cluster(TRUSTED_CALLBACK_HOSTS=receiver.place)
        job = start_job(receiver.url)
        assert eventually(lambda: receiver.calls, 5)
        cluster.main.kill()
        assert cluster.exit_code(within=2) == -9
        lease = CallbackDelivery.objects.get(job=job)
        assert lease.state == "pending"
        assert lease.next_try_at > timezone.now()
        CallbackDelivery.objects.update(next_try_at=timezone.now())  # the lease runs out
        start_cluster(TRUSTED_CALLBACK_HOSTS=receiver.place)
        assert eventually(lambda: CallbackDelivery.objects.get(job=job).state == "delivered", 5)
        assert len(receiver.calls) == 2
        assert len(set(receiver.ids())) == 1
