"""Every variable of .env.example, in its order and groups: what it means now and where that comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from storyjobs.env import DEFAULT, Environment, listening
from storyjobs.validation.finding import WARNING, Finding

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
OTHER = "Other"
NOT_READ = "not read"
"""The origin of a variable that means nothing here: a file for production alone, say."""

ELSEWHERE = {
    "NODE_ENV": "ENVIRONMENT (development, production or test)",
    "NEXT_PUBLIC_SUPABASE_URL": "DATABASE_URL for the database, SUPABASE_URL for users who sign in there",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY": "nothing: browsers ask the API and never the database",
    "SUPABASE_ANON_KEY": "nothing: browsers ask the API and never the database",
    "SUPABASE_SERVICE_ROLE_KEY": "the login in DATABASE_URL",
    "NEXT_PUBLIC_SITE_URL": "SITE_URL",
    "NODE_OPTIONS": "nothing: a worker that grows beyond 800 MB is replaced (max_rss of Q_CLUSTER in the settings)",
    "USE_MOCK": "STUDIO=offline",
}
"""Names of the guide that mean nothing here, and what takes their place."""
OLDER = {
    "SUBSCRIPTION_LIMIT_ADMIN": "nothing: the plan unlimited has no limit",
    "FRONTEND_URL": "CORS_ORIGINS",
    "OPENAI_TIMEOUT": "OPENAI_TEXT_DEADLINE, in seconds",
    "IMAGE_GENERATION_TIMEOUT": "OPENAI_IMAGE_DEADLINE, in seconds",
    "STORAGE_TIMEOUT": "CLOUDINARY_TIMEOUT, in seconds",
    "SMTP_HOST": "EMAIL_HOST",
    "SMTP_PORT": "EMAIL_PORT",
    "SMTP_SECURE": "EMAIL_TLS",
    "SMTP_USER": "EMAIL_USER",
    "SMTP_PASS": "EMAIL_PASSWORD",
    "SENDGRID_API_KEY": "EMAIL_HOST and what belongs to it",
    "ALERT_EMAIL_FROM": "EMAIL_FROM",
    "SLACK_BOT_TOKEN": "ALERT_WEBHOOK_URL",
    "SLACK_ALERT_CHANNEL": "ALERT_WEBHOOK_URL, which leads to one channel",
}
"""The same of the system that the guide was written for; told only where somebody has set them."""


@dataclass(frozen=True)
class Variable:
    group: str
    name: str
    shown: str
    origin: str
    problem: str


def variables(env: Environment) -> list[Variable]:
    listening(env)  # bin/serve reads those two, not the settings
    problems = dict(problem.split(" ", 1) for problem in reversed(env.problems))
    named = list(_named())
    known = {name for _, name in named}
    other = [(OTHER, name) for name in [*env.readings, *problems] if name not in known]
    return [_variable(env, group, name, problems.get(name, "")) for group, name in [*named, *dict.fromkeys(other)]]


def strangers(env: Environment) -> list[Finding]:
    """Variables that somebody has set and that nobody reads."""
    found = []
    replaced = ELSEWHERE | OLDER
    for name in sorted(filter(env.is_set, replaced)):
        found.append(Finding(name, WARNING, f"means nothing here. In its place: {replaced[name]}"))
    known = {name for _, name in _named()}
    for name in sorted(env.dotenv_names - known - replaced.keys()):
        meant = get_close_matches(name, known, n=1, cutoff=0.8)
        found.append(Finding(name, WARNING, "stands in .env and nobody reads it" + (f": {meant[0]}?" if meant else "")))
    return found


def _named() -> Iterator[tuple[str, str]]:
    """Group and name, as the example tells them."""
    group = OTHER
    for line in EXAMPLE.read_text().splitlines():
        if line.startswith("# --- "):
            group = line.removeprefix("# --- ")
        elif match := re.match(r"([A-Z_]+)=", line):
            yield group, match[1]


def _variable(env: Environment, group: str, name: str, problem: str) -> Variable:
    reading = env.readings.get(name)
    if reading is None:
        return Variable(group, name, "", NOT_READ, problem)
    return Variable(group, name, reading.shown or "unset", reading.origin, problem)


def is_set(variable: Variable) -> bool:
    return variable.origin not in (DEFAULT, NOT_READ)
