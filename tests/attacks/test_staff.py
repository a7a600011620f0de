"""Staff who may see what is families', and no more, at the doors that change it."""

import pytest

from jobs.models import Job
from jobs.states import Status
from tests.jobs.helpers import job_in

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize("status", [Status.PENDING, Status.FAILED])
def test_who_may_only_look_changes_no_job_of_a_family(status, alice, on_duty):
    job, client = job_in(status, alice), on_duty("see_content", "view_job")
    assert client.get(f"/api/jobs/{job.id}").status_code == client.get(f"/jobs/{job.id}").status_code == 200
    answers = [client.post(f"/api/jobs/{place}") for place in (f"cancel/{job.id}", f"{job.id}/retry")]
    answers.append(client.delete(f"/api/jobs/{job.id}"))
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "PERMISSION_DENIED")] * 3
    pages = [client.post(f"/jobs/{job.id}/{verb}", headers=BROWSER) for verb in ("cancel", "retry")]
    assert [page.status_code for page in pages] == [403, 403]
    assert Job.objects.get().status == status


def test_each_right_opens_its_own_door(alice, on_duty):
    failed, waiting = job_in(Status.FAILED, alice), job_in(Status.PENDING, alice)
    operating = on_duty("see_content", "operate_job")
    assert operating.delete(f"/api/jobs/{failed.id}").status_code == 403
    assert operating.post(f"/api/jobs/{failed.id}/retry").status_code == 202
    assert operating.post(f"/jobs/{waiting.id}/cancel", headers=BROWSER).status_code == 302
    assert Job.objects.get(id=waiting.id).status == Status.CANCELLED
    assert on_duty("see_content", "delete_job").delete(f"/api/jobs/{waiting.id}").status_code == 200
    assert not Job.objects.filter(id=waiting.id).exists()
