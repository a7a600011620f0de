"""Settings of the test suite: its own database server, its own folders, job types made to misbehave."""

import os
import tempfile
from pathlib import Path

_root = Path(__file__).resolve().parent.parent
os.environ.setdefault("POSTGRES_DIR", str(_root / "var" / "test-postgres"))
os.environ["ENVIRONMENT"] = "default"  # whatever a developer has in .env
for _name in ("OPENAI_API_KEY", "CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET"):
    if "STORYJOBS_TEST_CHILD" not in os.environ:  # a developer's own keys must never be spent by a test
        os.environ[_name] = ""
# A test of a limit switches it on.
for _name in ("ADDRESS", "USER", "STARTS", "POLLING", "FILES", "SIGN_IN", "CODES", "STAFF_SIGN_IN", "CRON"):
    os.environ.setdefault(f"RATE_LIMIT_{_name}", "off")
os.environ.setdefault("SUBSCRIPTION_LIMIT_FREE", "-1")
# A test of monitoring switches it on: else servers and clusters would write beside what is tested.
for _name in ("METRICS_COLLECTION", "HEALTH_CHECKS"):
    os.environ.setdefault(f"ENABLE_{_name}", "false")

from storyjobs.settings import *  # noqa: E402, F403
from storyjobs.settings import DATABASES, JOB_TYPES  # noqa: E402

JOB_TYPES = [*JOB_TYPES, "tests.job_types.Noop", "tests.job_types.Flaky"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["TEST"] = {"NAME": f"test_storyjobs_{os.getpid()}"}  # runs side by side do not meet
if "TEST_DATABASE" in os.environ:  # a cluster or server that a test starts works on the test's own database
    DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
MEDIA_ROOT = Path(os.environ.setdefault("MEDIA_ROOT", tempfile.mkdtemp(prefix="storyjobs-media-")))
MAX_GUEST_JOBS = 1000  # most tests are guests
