"""Strangers at the doors that have jobs processed: without the right secret, in its own header and now, none opens."""

import hashlib
import hmac
import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from jobs import cron
from jobs.models import Job
from tests.jobs.api.signing import OTHER, SECRET, signed
from tests.jobs.api.working import alive
from tests.jobs.helpers import make_job

pytestmark = pytest.mark.django_db
CRON, PROCESS = "/api/cron/process-jobs", "/api/jobs/process"
SECRETS = {"GITHUB_WEBHOOK_SECRET": "61" * 32, "VERCEL_WEBHOOK_SECRET": "ce" * 32, "WEBHOOK_SECRET": "5e" * 32}
BODY = '{"maxJobs": 1, "emergencyMode": true, "healthCheck": false}'
AGENTS = ("github-actions", "vercel-cron/1.0", "external-cron")
HEADERS = [provider.header for provider in cron.PROVIDERS]


@pytest.fixture
def secrets(settings):
    for name, secret in SECRETS.items():
        setattr(settings, name, secret)


@pytest.fixture
def signing(settings):
    settings.WEBHOOK_SECRET = SECRET


@pytest.fixture
def waiting(settings):
    """A job that only who opens a door can have run: automatic processing is off."""
    settings.ENABLE_AUTO_PROCESSING = False
    alive()
    return make_job()


def post(headers: dict[str, str], body: str = BODY, url: str = CRON):
    return Client().post(url, body, content_type="application/json", headers={"Prefer": "wait=0"} | headers)


def refusal(answer) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"], answer.json()["reason"]


def is_shut(headers: dict[str, str], body: str = BODY, url: str = CRON) -> bool:
    """Refused, in words that tell a stranger nothing, and no job was told to run."""
    status, error, reason = refusal(post(headers, body, url))
    assert (status, error) == (401, "Unauthorized webhook request")
    assert reason in (
        "Unknown cron provider or missing authentication headers",
        "Invalid webhook secret",
        "Invalid webhook signature",
    )
    return not Job.objects.filter(on_demand=True).exists()


@pytest.mark.usefixtures("secrets", "waiting")
class TestSecrets:
    @pytest.mark.parametrize("header", HEADERS)
    def test_each_opens_with_its_own_header_alone(self, header):
        opened = [setting for setting, secret in SECRETS.items() if post({header: secret}).status_code == 200]
        assert opened == [provider.setting for provider in cron.PROVIDERS if provider.header == header]

    @pytest.mark.parametrize(("header", "agent"), list(itertools.product([None, *HEADERS], AGENTS)))
    def test_what_a_caller_says_it_is_opens_nothing(self, header, agent):
        assert is_shut({"User-Agent": agent} | ({header: "1"} if header else {}))

    @pytest.mark.parametrize("header", HEADERS)
    @pytest.mark.parametrize("shown", ["", " ", "None", "61", "61" * 32 + "0", "é" * 64, "5E" * 32, "x" * 100_000])
    def test_nothing_but_the_whole_secret_opens(self, header, shown):
        assert is_shut({header: shown})

    def test_a_secret_elsewhere_is_not_looked_at(self):
        secret = SECRETS["WEBHOOK_SECRET"]
        for headers in ({"Authorization": f"Bearer {secret}"}, {"Cookie": f"X-Webhook-Secret={secret}"}):
            assert is_shut(headers)
        assert is_shut({}, url=f"{CRON}?x-webhook-secret={secret}")
        assert is_shut({}, body=f'{{"x-webhook-secret": "{secret}"}}')

    def test_get_opens_with_vercels_bearer_token_alone(self):
        good = SECRETS["VERCEL_WEBHOOK_SECRET"]
        wrong = [
            {},
            {"X-Webhook-Secret": SECRETS["WEBHOOK_SECRET"]},
            {"X-Vercel-Signature": good},
            {"Authorization": good},
            {"Authorization": f"Basic {good}"},
            {"Authorization": f"Bearer {SECRETS['WEBHOOK_SECRET']}"},
            {"Authorization": f"Bearer {good[:-1]}"},
            {"Authorization": "Bearer "},
        ]
        assert [Client().get(CRON, headers=headers).status_code for headers in wrong] == [401] * len(wrong)
        assert Client().head(CRON).status_code in (401, 405)

    def test_a_signature_without_a_time_opens_nothing(self):
        """GitHub signs its webhooks so: whoever has seen one could send it again for ever."""
        digest = hmac.new(SECRETS["GITHUB_WEBHOOK_SECRET"].encode(), BODY.encode(), hashlib.sha256).hexdigest()
        assert is_shut({"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Delivery": "1"})

    def test_the_staffs_door_knows_one_secret(self):
        for setting, secret in SECRETS.items():
            answer = post({"X-Webhook-Secret": secret}, '{"forceProcessing": true}', PROCESS)
            assert (answer.status_code == 200) == (setting == "WEBHOOK_SECRET")
        assert post({"X-GitHub-Token": SECRETS["GITHUB_WEBHOOK_SECRET"]}, url=PROCESS).status_code == 401


@pytest.mark.usefixtures("secrets", "waiting")
@pytest.mark.parametrize("unset", cron.PROVIDERS, ids=lambda provider: provider.name)
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_secret_that_is_not_set_opens_nothing_and_no_other_door(settings, unset, nothing):
    setattr(settings, unset.setting, nothing)
    for shown in ("", "None", "1", SECRETS[unset.setting], cron._NOBODY_KNOWS[:-1]):
        assert is_shut({unset.header: shown, "User-Agent": " ".join(AGENTS)})
    assert is_shut(signed(BODY, secret=OTHER))


@pytest.mark.usefixtures("signing", "waiting")
class TestSignatures:
    def test_a_signed_message_opens_once(self):
        headers = signed(BODY)
        assert post(headers).status_code == 200
        answer = post(headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "MESSAGE_REPEATED")
        assert post(signed(BODY, "msg_2")).status_code == 200

    @pytest.mark.parametrize(
        "forgery", ["another secret", "another id", "another time", "another body", "old", "ahead"]
    )
    def test_what_anybody_else_sends_opens_nothing(self, forgery):
        headers = signed(BODY)
        body = BODY
        match forgery:
            case "another secret":
                headers = signed(BODY, secret=OTHER)
            case "another id":
                headers["webhook-id"] = "msg_2"
            case "another time":
                headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
            case "another body":
                body = BODY.replace("1", "9")
            case "old":
                headers = signed(BODY, ago=301)
            case "ahead":
                headers = signed(BODY, ago=-302)
        assert is_shut(headers, body)

    def test_a_forged_message_uses_up_no_id(self):
        assert is_shut(signed(BODY, secret=OTHER))
        assert post(signed(BODY)).status_code == 200

    def test_a_secret_beside_a_wrong_signature_does_not_help(self):
        assert is_shut(signed(BODY, secret=OTHER) | {"X-Webhook-Secret": SECRET})

    @pytest.mark.parametrize("secret", ["not base64 at all, but long enough!", "short" * 7])
    def test_with_a_secret_that_is_no_key_nothing_is_verified(self, settings, secret):
        settings.WEBHOOK_SECRET = secret
        assert is_shut(signed(BODY))
        assert post({"X-Webhook-Secret": secret}).status_code == 200


@pytest.mark.usefixtures("signing")
@pytest.mark.django_db(transaction=True)
def test_one_message_sent_many_times_at_once_opens_once():
    alive()
    headers, start = signed("{}"), Barrier(6)

    def send(_) -> int:
        start.wait()
        try:
            return post(headers, "{}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [200, 409, 409, 409, 409, 409]
