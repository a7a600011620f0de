"""docs/configuration.md: no variable is missing, and none of it is behind the code."""

import re
import sys

import pytest

from storyjobs.validation.variables import ELSEWHERE
from tests.chaos.clusters import ROOT
from tests.storyjobs.test_settings import documented

sys.path.append(str(ROOT / "bin" / "lib"))
from configuration import PAGE, sections

GUIDE = """
    NEXT_PUBLIC_SUPABASE_URL NEXT_PUBLIC_SUPABASE_ANON_KEY SUPABASE_SERVICE_ROLE_KEY OPENAI_API_KEY
    CLOUDINARY_CLOUD_NAME CLOUDINARY_API_KEY CLOUDINARY_API_SECRET ENABLE_AUTO_PROCESSING JOB_PROCESSING_INTERVAL
    MAX_CONCURRENT_JOBS
    MAX_JOBS_PER_USER JOB_TIMEOUT_MINUTES JOB_RETENTION_DAYS WEBHOOK_SECRET GITHUB_WEBHOOK_SECRET VERCEL_WEBHOOK_SECRET
    MONITORING_ENABLED ENABLE_PRIORITY_PROCESSING ENABLE_METRICS_COLLECTION ENABLE_HEALTH_CHECKS DATABASE_POOL_SIZE
    DATABASE_POOL_TIMEOUT NODE_OPTIONS
"""
"""Every variable that the guide sets somewhere."""


def test_each_variable_stands_there_once_with_what_it_means():
    entries = [entry for _, entries in sections() for entry in entries]
    assert [entry.defaults for entry in entries if not entry.meaning] == []
    table = PAGE.read_text().partition("## All variables")[2]
    for name in documented():
        assert len(re.findall(rf"`{name}`(<br>| \|)", table)) == 1, name


@pytest.mark.parametrize("name", GUIDE.split())
def test_each_variable_of_the_guide_has_its_place(name):
    assert name in documented().keys() | ELSEWHERE.keys()
