"""A day in the life of a site, made up: families, jobs in every state with their steps, books, prints, callbacks."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jobs.models import CallbackDelivery, Cluster, DailySpending, Job, JobHistory, JobStep, QuotaUse, Tally
from jobs.states import Status
from storybooks.files import keep
from storybooks.models import Breaker, CartoonCache, PaidChange, Share, Storybook
from tests.prints.shelf import ordered, request_in, shelved
from tests.tour.shelf import Draw
from users.models import PhoneOTP, SignIn, User

TYPES = {
    "storybook": 160,
    "auto-story": 190,
    "scenes": 30,
    "cartoonize": 18,
    "image-generation": 16,
    "redraw-scene": 20,
}
"""Each with the seconds that it usually takes."""
TITLES = (
    "The Lantern in the Fog",
    "Noor and the Sea Star",
    "Where the Wind Sleeps",
    "فانوس في الضباب",
    "A Very Small Dragon",
)
ERRORS = {
    "CONTENT_REFUSED": "This story does not fit its readers.",
    "EXTERNAL_SERVICE_ERROR": "The service that writes and draws is having trouble right now.",
    "JOB_TIMEOUT": "This took longer than it may. Please try again.",
    "WORKER_LOST": "The worker was lost. Please try again.",
}
TRACE = """Traceback (most recent call last):
  File "storybooks/making/desk.py", line 38, in work
    picture = await drawing()
              ^^^^^^^^^^^^^^^
  File "storybooks/studio/openai/illustrator.py", line 52, in draw_scene
    raise TransientError("The service that writes and draws is having trouble right now.")
jobs.errors.TransientError: The service that writes and draws is having trouble right now.
"""
WORKERS = ("press-1:4121", "press-1:4122", "press-2:977")
STEPS = (
    "check",
    "hero",
    "plan",
    "check-plan",
    "portrait",
    "cover",
    *(f"scene-{n}" for n in range(1, 9)),
    "pdf-5c0ffee",
)


def make(jobs: int = 260) -> None:
    """Everything, the same each time but for the clock."""
    dice = random.Random(7)
    now = timezone.now()
    families = _families(now)
    for number in range(jobs):
        _job(dice, now, dice.choice([*families, None]), number)
    _waiting(dice, now, families)
    _people(now, families)
    _shelf(families)
    _machines(now)


def _shelf(families: list[User]) -> None:
    for number, user in enumerate(families[:5]):
        book = shelved(user, title=TITLES[number], is_paid=number == 1)
        job = Job.objects.filter(user=user, type="storybook", status="completed", storybook__isnull=True).first()
        Storybook.objects.filter(id=book.id).update(job=job, has_errors=number == 3)
        CartoonCache.objects.create(user=user, key=f"{number}", picture_id=book.portrait_id)
    Share.objects.create(storybook=book, token_hash="0" * 64)
    PaidChange.objects.create(storybook=book, is_paid=True, actor="payment webhook")
    for status in ("pending", "approved", "shipped", "rejected", "cancelled"):
        request_in(status, families[0], shelved(families[0], title=TITLES[0]))
    ordered(families[1])


def _machines(now: datetime) -> None:
    for host, workers, hours in (("press-1", 2, 30), ("press-2", 2, 4)):
        started = now - timedelta(hours=hours)
        Cluster.objects.create(
            host=host, pid=4100 + hours, workers=workers, started_at=started, seen_at=now + timedelta(hours=1)
        )
    Breaker.objects.create(name="openai", failures=3, state="open", until=now + timedelta(minutes=90))
    for status, code, number in (("completed", "", 81_202), ("failed", "CONTENT_REFUSED", 412), ("cancelled", "", 977)):
        Tally.objects.create(
            type="storybook",
            status=status,
            error_code=code,
            slot=0,
            count=number,
            run_seconds=150.0 * number,
            wait_seconds=9.0 * number,
            buckets=[number] * 10,
        )


def _families(now: datetime) -> list[User]:
    numbers = range(12)
    for n in numbers:
        plan = ("free", "basic", "premium")[n % 3]
        User.objects.create_user(
            phone=f"+96650123{4500 + n}",
            full_name=("Mina", "Omar", "Layla", "")[n % 4],
            plan=plan,
            created_at=now - timedelta(days=3 * n, hours=n),
        )
    return list(User.objects.filter(is_staff=False))


def _job(dice: random.Random, now: datetime, user: User | None, number: int) -> None:
    kind = dice.choice(list(TYPES))
    status = dice.choices([Status.COMPLETED, Status.FAILED, Status.CANCELLED], [86, 9, 5])[0]
    created = now - timedelta(hours=24 * (number / 260) ** 1.3, minutes=3)
    started = created + timedelta(seconds=dice.expovariate(1 / 20))
    took = TYPES[kind] * dice.lognormvariate(0, 0.35)
    _store(dice, user, kind, status, created, started, started + timedelta(seconds=took))


def _waiting(dice: random.Random, now: datetime, families: list[User]) -> None:
    for n in range(9):
        created = now - timedelta(minutes=2 + 3 * n)
        _store(dice, families[n % len(families)], "storybook", Status.PENDING, created, None, None)
    later = _store(dice, families[0], "image", Status.PENDING, now - timedelta(minutes=1), None, None)
    Job.objects.filter(id=later.id).update(run_at=now + timedelta(hours=2), priority=6)
    for n, percent in enumerate((12, 47, 83)):
        started = now - timedelta(seconds=40 + 50 * n)
        job = _store(dice, families[n], "storybook", Status.PROCESSING, started - timedelta(seconds=9), started, None)
        step = ("Analyzing character image", "Drawing scene 4 of 8", "All scenes processed, saving storybook")[n]
        Job.objects.filter(id=job.id).update(progress=percent, current_step=step)
    stuck = _store(
        dice,
        families[5],
        "auto-story",
        Status.PROCESSING,
        now - timedelta(minutes=31),
        now - timedelta(minutes=30),
        None,
    )
    Job.objects.filter(id=stuck.id).update(
        progress=35, current_step="Drawing scene 2 of 8", lease_expires_at=now - timedelta(minutes=27)
    )


def workshop(user: User, draw: Draw) -> None:
    """A family's own jobs, one in each status; the one that is running has drawn some pictures."""
    dice, now = random.Random(3), timezone.now()
    for minutes, status in enumerate((Status.PROCESSING, *sorted(set(Status) - {Status.PROCESSING}))):
        created = now - timedelta(minutes=3 + 20 * minutes)
        started = None if status == Status.PENDING else created + timedelta(seconds=5)
        ended = started + timedelta(minutes=3) if started and status != Status.PROCESSING else None
        job = _store(dice, user, "storybook", status, created, started, ended)
        for number in range({Status.PROCESSING: 5, Status.COMPLETED: 12, Status.FAILED: 2}.get(status, 0)):
            picture = draw("portrait" if number == 0 else f"scene-{number % 10 + 1}", 640)
            file = keep("portrait" if number == 0 else "scene", picture, "image/webp", user_id=user.pk, job_id=job.id)
            name = "portrait" if number == 0 else f"scene-{number}"
            JobStep.objects.filter(job=job, name=name, done=True).update(output={"file": str(file.id)})


def _store(
    dice: random.Random,
    user: User | None,
    kind: str,
    status: Status,
    created: datetime,
    started: datetime | None,
    ended: datetime | None,
) -> Job:
    code = dice.choice(list(ERRORS)) if status == Status.FAILED else ""
    title = dice.choice(TITLES) if kind not in ("cartoonize", "image") else ""
    running = status == Status.PROCESSING
    attempt = 0 if started is None else (3 if code == "EXTERNAL_SERVICE_ERROR" else 1)
    job = Job(
        type=kind,
        title=title,
        status=status,
        user=user,
        attempt=attempt,
        priority=2,
        max_retries=2,
        retry_count=max(0, attempt - 1),
        error_code=code,
        error_message=ERRORS.get(code, ""),
        progress={Status.COMPLETED: 100, Status.PENDING: 0}.get(status, dice.randrange(5, 95)),
        current_step={
            Status.COMPLETED: "Completed successfully",
            Status.FAILED: "Failed",
            Status.CANCELLED: "Cancelled by user",
            Status.PROCESSING: "Generated 4/9 scene illustrations",
        }.get(status, "Waiting to start"),
        worker=WORKERS[0] if running else "",
        lease_expires_at=timezone.now() + timedelta(hours=1) if running else None,
        input_data=_input(title),
        result_data={"title": title, "has_errors": False} if status == Status.COMPLETED else None,
        callback_url="https://hooks.example.com/storyjobs?key=s3cr3t-of-theirs" if dice.random() < 0.3 else "",
        created_at=created,
        updated_at=ended or started or created,
        run_at=created,
        started_at=started,
        completed_at=ended,
    )
    job.save(force_insert=True)
    _history(job)
    if started:
        _steps(dice, job, started, ended or timezone.now())
    if job.callback_url and ended:
        state = dice.choice(["delivered", "delivered", "failed", "pending"])
        CallbackDelivery.objects.create(
            job=job,
            url=job.callback_url,
            job_status=status,
            state=state,
            tries=dice.randrange(1, 5),
            created_at=ended,
            last_answer="HTTP 200" if state == "delivered" else "HTTP 503",
            delivered_at=ended if state == "delivered" else None,
        )
    return job


def _input(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "story": "Mina found a lantern at the edge of the forest. " * 4,
        "audience": "children",
        "style": "storybook",
        "characterDescription": "",
        "apiKey": "sk-live-0123456789abcdef",
        "preview": "data:image/png;base64," + "iVBORw0KGgo" * 40,
    }


def _history(job: Job) -> None:
    told = [("", "pending", "submitted", str(job.user_id or "guest"), job.created_at)]
    if job.started_at:
        told.append(("pending", "processing", "claimed", WORKERS[0], job.started_at))
        told += [
            ("processing", "processing", "progress", WORKERS[0], job.started_at + timedelta(seconds=4 * n))
            for n in range(1, 4)
        ]
    if job.completed_at:
        told.append(("processing", job.status, job.error_code or job.status, WORKERS[0], job.completed_at))
    for n, (source, to, reason, actor, at) in enumerate(told):
        JobHistory.objects.create(
            job=job,
            at=at,
            from_status=source,
            to_status=to,
            attempt=job.attempt if n else 0,
            actor=actor,
            reason=reason,
            progress=min(90, 20 * n),
            step=("Waiting to start", "Analyzing character image", "Drawing scene 1 of 8")[min(n, 2)],
        )


def _steps(dice: random.Random, job: Job, started: datetime, ended: datetime) -> None:
    at, length = started, (ended - started) / len(STEPS)
    for number, name in enumerate(STEPS):
        fails = number == len(STEPS) - 3 and job.status == Status.FAILED
        drawing = name.startswith(("scene", "cover"))
        took = length * dice.uniform(0.5, 1.3)
        cost = Decimal("0.042") if drawing or name == "portrait" else Decimal("0.0031")
        JobStep.objects.create(
            job=job,
            name=name,
            attempt=job.attempt,
            done=not fails,
            output=None if fails else {"ok": True},
            error=TRACE if fails else "",
            cost_usd=cost,
            started_at=at,
            finished_at=at + took * (3 if drawing else 1),
            charges=[
                {
                    "provider": "openai",
                    "model": "gpt-image",
                    "kind": "image",
                    "usage": {"output": 1056},
                    "cost_usd": str(cost),
                }
            ],
        )
        at += took * (0.6 if drawing else 1)
        if fails or (job.status == Status.PROCESSING and number > len(STEPS) * job.progress / 100):
            return


def _people(now: datetime, families: list[User]) -> None:
    month = now.date().replace(day=1)
    for n, user in enumerate(families):
        for day in range(5):
            DailySpending.objects.create(
                day=(now - timedelta(days=day)).astimezone(UTC).date(),
                submitter=user.pk,
                usd=Decimal("0.37") * (n % 4 + 1),
            )
        PhoneOTP.objects.create(
            phone=user.phone,
            code_hash="0" * 64,
            tries=n % 4,
            created_at=now - timedelta(minutes=n),
            expires_at=now + timedelta(minutes=5 - n),
            used_at=now if n % 3 == 0 else None,
        )
        SignIn.objects.create(user=user, expires_at=now + timedelta(days=30))
    for job in Job.objects.filter(type="storybook", user__isnull=False)[:20]:
        QuotaUse.objects.create(
            job_id=job.id, submitter=job.user_id, month=month, given_back=job.status == Status.FAILED
        )
