"""What the admin's pages of the engine say in their templates."""

from collections.abc import Iterable
from datetime import datetime

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


@register.filter
def grouped(number: int) -> str:
    """1,234,567"""
    return f"{number:,}"


@register.filter
def or_none(number: int) -> str:
    """Zeros are not what one looks for in a table."""
    return f"{number:,}" if number else "–"


@register.filter
def less(whole: float, part: float) -> str:
    return f"{whole - part:.1f}"


@register.filter
def since(start: datetime, now: datetime) -> str:
    return spell(now - start)
