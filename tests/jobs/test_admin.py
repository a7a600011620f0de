"""The admin's list of callbacks: looked at and sent again, never written by hand."""

import pytest
from django_q.models import Schedule

from jobs.models import CallbackDelivery
from tests.jobs.helpers import make_job
from users.models import User

pytestmark = pytest.mark.django_db
URL = "/admin/jobs/callbackdelivery/"
SECRET_PATH = "/hooks/5ecret?key=5ecret"


@pytest.fixture
def failed(alice) -> CallbackDelivery:
    url = f"https://hooks.example.com{SECRET_PATH}"
    job = make_job(user=alice)
    return CallbackDelivery.objects.create(
        job=job, url=url, job_status="completed", state="failed", tries=10, last_answer="HTTP 500"
    )


def test_the_hidden_part_of_an_address_cannot_be_guessed_letter_by_letter(failed, on_duty):
    client = on_duty("view_callbackdelivery")
    for lookup in ("url", "url__contains", "url__startswith"):
        assert client.get(URL, {lookup: "5ecret"}).status_code == 400


def test_staff_sees_what_became_of_each_message_but_not_its_whole_address(failed, on_duty):
    client = on_duty("view_callbackdelivery")
    for page in (client.get(URL), client.get(f"{URL}{failed.id}/change/")):
        text = page.content.decode()
        assert page.status_code == 200
        assert "hooks.example.com" in text
        assert "HTTP 500" in text
        assert "5ecret" not in text


def test_nothing_of_it_can_be_changed_by_hand(failed, on_duty):
    client = on_duty("view_callbackdelivery", "change_callbackdelivery", "add_callbackdelivery")
    assert client.get(f"{URL}add/").status_code == 403
    assert client.post(f"{URL}{failed.id}/change/", {"state": "delivered"}).status_code == 403
    assert client.post(f"{URL}{failed.id}/delete/", {"post": "yes"}).status_code == 403


def test_a_failed_message_is_sent_again_and_others_are_left_alone(failed, on_duty):
    waiting = CallbackDelivery.objects.create(job=failed.job, url=failed.url, job_status="failed", tries=3)
    client = on_duty("view_callbackdelivery", "change_callbackdelivery")
    chosen = {"action": "send_again", "_selected_action": [str(failed.id), str(waiting.id)]}
    page = client.post(URL, chosen, follow=True)
    assert "1 will be sent again, 1 skipped" in page.content.decode()
    failed.refresh_from_db()
    waiting.refresh_from_db()
    assert (failed.state, failed.tries, waiting.tries) == ("pending", 0, 3)


def test_who_may_only_look_cannot_send(failed, on_duty):
    on_duty("view_callbackdelivery").post(URL, {"action": "send_again", "_selected_action": [str(failed.id)]})
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_a_user_who_is_not_staff_sees_nothing(failed, alice, client_of):
    assert client_of(alice).get(URL).status_code == 302


@pytest.mark.parametrize("model", ["schedule", "ormq", "failure", "success"])
def test_nobody_has_a_function_of_their_choice_run_by_way_of_the_admin(client_of, model):
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    before = list(Schedule.objects.values())
    listed = f"/admin/django_q/{model}/"
    form = {"name": "mine", "func": "os.system", "args": "'true'", "schedule_type": "O", "repeats": "1"}
    assert client.get(listed).status_code == 200
    assert client.post(f"{listed}add/", form).status_code == 403
    assert client.post(f"{listed}{before[0]['id']}/change/", form).status_code in (302, 403)
    client.post(listed, {"action": "resubmit_task", "_selected_action": str(before[0]["id"])})
    assert list(Schedule.objects.values()) == before
