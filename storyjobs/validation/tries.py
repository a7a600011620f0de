"""Whether everything that storyjobs relies on answers, without paying, sending or changing anything."""

import shutil
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django_q.models import Schedule

from jobs import fleet
from jobs.errors import JobError
from storyjobs.validation.finding import ERROR, OK, SKIPPED, WARNING, Finding
from users.row_security.report import problems

OLDEST_POSTGRES = 140_000
CONNECT_SECONDS = 10
HEAR_SECONDS = 2
LITTLE_SPACE = 10**9
OWN_CONNECTIONS = 8
"""Of a cluster beside two of each worker: those of its threads and of django-q2's own processes."""

Try = Callable[[], Iterator[Finding]]


def database() -> Iterator[Finding]:
    """Raises django.db.Error where it cannot be reached."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('max_connections')::int")
        version, connections = cursor.fetchone()
    status = OK if connection.pg_version >= OLDEST_POSTGRES else ERROR
    yield Finding("PostgreSQL", status, f"{version}" + ("" if status == OK else "; it must be 14 or newer"))
    yield _room(connections)
    yield _hears()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    waiting = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    if waiting:
        yield Finding("migrations", ERROR, f"{len(waiting)} wait for manage.py migrate, from {waiting[0]} on")
        return
    yield Finding("migrations", OK, "all are in place")
    wrong = problems(connection)
    yield Finding("row security", ERROR if wrong else OK, " ".join(wrong) or "as declared")
    yield from _schedules()
    yield _clusters()


def _room(connections: int) -> Finding:
    """The pool of one web process and the connections of one cluster, by what the server allows."""
    web, cluster = settings.DATABASE_POOL["max_size"] + 1, 2 * settings.Q_WORKERS + OWN_CONNECTIONS
    told = f"a web process takes up to {web} connections and a cluster about {cluster}; the server allows {connections}"
    return Finding("connections", OK if web + cluster <= connections else WARNING, told)


def _hears() -> Finding:
    """Whether notifications arrive: through a pooler that shares sessions they do not, and jobs start late."""
    with closing(connection.copy()) as another:
        another.ensure_connection()
        session = another.connection
        session.execute("LISTEN storyjobs_try")
        session.execute("SELECT pg_notify('storyjobs_try', '')")
        if list(session.notifies(timeout=HEAR_SECONDS, stop_after=1)):
            return Finding("notifications", OK, "arrive")
    return Finding("notifications", WARNING, "do not arrive: clusters and web need sessions of their own, no pooler")


def _schedules() -> Iterator[Finding]:
    there = set(Schedule.objects.values_list("name", "func", "minutes"))
    wanted = {(name, function, minutes) for name, (function, minutes) in settings.SCHEDULES.items()}
    if missing := sorted(name for name, *_ in wanted - there):
        yield Finding("schedules", ERROR, f"missing or changed: {', '.join(missing)}. manage.py migrate makes them")
    else:
        yield Finding("schedules", OK, f"{len(wanted)} are there")


def _clusters() -> Finding:
    alive = fleet.alive()
    if not alive:
        return Finding("clusters", WARNING, "none is alive: jobs wait. Start manage.py qcluster or process_jobs")
    workers, hosts = sum(cluster.workers for cluster in alive), {cluster.host for cluster in alive}
    return Finding("clusters", OK, f"{len(alive)} alive, with {workers} workers on {', '.join(sorted(hosts))}")


def studio() -> Iterator[Finding]:
    """Raises JobError where it does not let us in."""
    if settings.STUDIO == "offline":
        yield Finding("studio", OK, "offline: nothing to ask, nothing is paid")
        return
    from storybooks.studio.openai import offered_models
    from storybooks.studio.openai.errors import EndpointMissing

    host = urlsplit(settings.OPENAI_BASE_URL).hostname
    try:
        offered = offered_models()
    except EndpointMissing:
        yield Finding("OpenAI", WARNING, f"{host} answers, and does not tell which models it has")
        return
    yield Finding("OpenAI", OK, f"{host} lets us in and offers {len(offered)} models")
    names = ("OPENAI_TEXT_MODEL", "OPENAI_VISION_MODEL", "OPENAI_IMAGE_MODEL", "OPENAI_MODERATION_MODEL")
    for name in names:
        if (model := getattr(settings, name)) not in {*offered, "offline"}:
            yield Finding(name, ERROR, f"{model} is not among the models that the key may use")


def media() -> Iterator[Finding]:
    """Raises JobError where Cloudinary does not let us in, OSError where the folder is not ours to write."""
    if settings.MEDIA_STORE == "cloudinary":
        from storybooks.media.cloudinary import CloudinaryStore

        CloudinaryStore().ping()
        yield Finding("Cloudinary", OK, f"{settings.CLOUDINARY_CLOUD_NAME} answers and lets us in")
        return
    root = settings.MEDIA_ROOT
    there = root if root.exists() else _above(root)
    tempfile.TemporaryFile(dir=there).close()  # without a name: nothing is left, whatever happens
    free = shutil.disk_usage(there).free
    told = f"{root} {'can be written' if there == root else 'will be made'}; {free / 1e9:.1f} GB are free"
    yield Finding("media folder", OK if free > LITTLE_SPACE else WARNING, told)


def _above(path: Path) -> Path:
    return next(parent for parent in path.parents if parent.exists())


def delivery() -> Iterator[Finding]:
    """Of one-time codes, as far as that can be known without sending one. Raises OSError and SMTPException."""
    way = settings.CODE_DELIVERY
    if way == "sms":
        yield _reached("SMS gateway", settings.SMS_URL)
    elif way == "email":
        yield _takes_mail()
    else:
        meaning = {"console": "codes appear in the terminal", "off": "nobody can sign in by phone"}[way]
        yield Finding("codes", WARNING, f"CODE_DELIVERY is {way}: {meaning}")


def hooks() -> Iterator[Finding]:
    """Of alerts and of the printer's messages. Raises as `delivery` does."""
    for name in ("ALERT_WEBHOOK_URL", "PRINT_WEBHOOK_URL"):
        if url := getattr(settings, name):
            yield _reached(name, url)
    if settings.ALERT_EMAIL:
        yield _takes_mail()


def _takes_mail() -> Finding:
    with closing(get_connection(timeout=CONNECT_SECONDS)) as server:
        server.open()
    return Finding("e-mail", OK, f"{settings.EMAIL_HOST} takes e-mail from us; nothing was sent")


def _reached(about: str, address: str) -> Finding:
    url = urlsplit(address)
    is_tls = url.scheme == "https"
    with socket.create_connection((url.hostname, url.port or (443 if is_tls else 80)), CONNECT_SECONDS) as plain:
        if is_tls:
            ssl.create_default_context().wrap_socket(plain, server_hostname=url.hostname).close()
    return Finding(about, OK, f"{url.hostname} can be reached; nothing was sent")


TRIES: dict[str, tuple[Try, str]] = {
    "database": (database, r"DATABASE_.*|POSTGRES_DIR|Q_WORKERS"),
    "studio": (studio, r"STUDIO|OPENAI_.*"),
    "media": (media, r"MEDIA_.*|CLOUDINARY_.*"),
    "delivery": (delivery, r"CODE_.*|SMS_.*|EMAIL_.*"),
    "hooks": (hooks, r"ALERT_(WEBHOOK_URL|EMAIL)|PRINT_WEBHOOK_.*|EMAIL_.*"),
}
"""By what they are about, with a pattern for the variables that have to be right before."""


def tried(about: str) -> Iterator[Finding]:
    """What one of TRIES finds out; whatever it meets is found out, too."""
    try:
        yield from TRIES[about][0]()
    except (Error, SMTPException, OSError, JobError) as error:
        yield Finding(about, ERROR, _reason(error))


def skipped(about: str, wrong: list[str]) -> Finding:
    return Finding(about, SKIPPED, f"not tried before {', '.join(wrong)} is right")


def _reason(error: Exception) -> str:
    """In a line, and without what a server says about us: it may repeat a key."""
    if isinstance(error, SMTPException):
        return f"the mail server refuses us: {type(error).__name__}"
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"cannot be reached or written: {error.strerror or type(error).__name__}{place}"
    return " ".join(str(error).split())
