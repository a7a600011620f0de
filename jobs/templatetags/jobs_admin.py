"""What the admin's pages of the engine say in their templates."""

from collections.abc import Iterable

from django import template

from jobs.admin.words import dollars, spell
from jobs.models import Job
from jobs.states import ACTIVE

register = template.Library()
register.filter("spell", spell)
register.filter("dollars", dollars)


@register.simple_tag
def unfinished(jobs: Iterable[Job]) -> list[Job]:
    return [job for job in jobs if job.status in ACTIVE]
