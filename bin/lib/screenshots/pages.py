"""Which pages are taken, and who looks at them."""

from collections.abc import Callable

from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db.models import Model

from jobs.models import CallbackDelivery, Job
from prints.models import PrintRequest
from storybooks.models import Storybook
from tests.tour import examples
from tests.tour.places import NOBODY, OWNER, Place, after, session_of
from users.models import User

LOOKER = "looker"


def people() -> dict[str, str]:
    """Sessions: of whoever may do everything, of whoever may only look at jobs, of nobody."""
    owner = User.objects.create_superuser("dora@example.com", "x", full_name="Dora Example")
    looker = User.objects.create_user("carol@example.com", is_staff=True, full_name="Carol Example")
    looker.user_permissions.set(Permission.objects.filter(codename__in=["view_job", "view_cluster"]))
    return {NOBODY: "", OWNER: session_of(owner), LOOKER: session_of(looker)}


def fill() -> dict[str, str]:
    examples.make()
    cache.clear()
    return {}


def _of(model: type[Model], what: str = "change", **fields) -> Callable:
    """The page of the newest such row."""

    def go(page, base: str) -> None:
        row = model.objects.filter(**fields).order_by("-created_at")[0]
        page.goto(f"{base}/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{what}/")

    return go


def _act(action: str, rows: int = 3) -> Callable:
    def act(page) -> None:
        for box in page.locator("input.action-select").all()[:rows]:
            box.check()
        page.select_option("select[name=action]", action)
        page.click("#changelist-actions button[type=submit]")

    return act


def _choose(page) -> None:
    for box in page.locator("input.action-select").all()[:2]:
        box.check()


LISTS = {
    "users": "users/user",
    "books": "storybooks/storybook",
    "prints": "prints/printrequest",
    "callbacks": "jobs/callbackdelivery",
    "quotas": "jobs/quotause",
    "spending": "jobs/dailyspending",
    "audit": "admin/logentry",
    "groups": "auth/group",
    "schedules": "django_q/schedule",
    "clusters": "jobs/cluster",
    "tallies": "jobs/tally",
    "providers": "storybooks/breaker",
    "files": "storybooks/storedfile",
    "drawings": "storybooks/cartooncache",
    "shares": "storybooks/share",
    "codes": "users/phoneotp",
    "devices": "users/signin",
    "payments": "storybooks/paidchange",
}
JOBS = "/admin/jobs/job/"
WITHOUT_ANYTHING: dict[str, tuple[str, Place]] = {
    "sign-in": (NOBODY, "/admin/login/"),
    "sign-in-refused": (
        NOBODY,
        after(
            "/admin/login/",
            lambda page: page.fill("[name=username]", "dora@example.com"),
            lambda page: page.fill("[name=password]", "wrong"),
            lambda page: page.click("text=Sign in"),
        ),
    ),
    "empty-dashboard": (OWNER, "/admin/"),
    "empty-jobs": (OWNER, JOBS),
    "empty-books": (OWNER, "/admin/storybooks/storybook/"),
}
PAGES: dict[str, tuple[str, Place]] = {
    "dashboard": (OWNER, "/admin/"),
    "dashboard-looker": (LOOKER, "/admin/"),
    "jobs": (OWNER, JOBS),
    "jobs-running": (OWNER, f"{JOBS}?status__exact=processing"),
    "jobs-failed": (OWNER, f"{JOBS}?status__exact=failed"),
    "jobs-none": (OWNER, f"{JOBS}?q=nothing-like-it"),
    "jobs-looker": (LOOKER, JOBS),
    "jobs-filters": (OWNER, after(JOBS, lambda page: page.click("text=Filters"))),
    "jobs-chosen": (OWNER, after(f"{JOBS}?status__exact=failed", _choose)),
    "jobs-cancel": (OWNER, after(f"{JOBS}?status__exact=pending", _act("cancel"))),
    "jobs-told": (OWNER, after(JOBS, _act("raise_priority", 6))),
    "job-running": (OWNER, _of(Job, status="processing", progress=47)),
    "job-failed": (OWNER, _of(Job, status="failed", error_code="EXTERNAL_SERVICE_ERROR")),
    "job-completed": (OWNER, _of(Job, status="completed", type="storybook")),
    "job-content": (OWNER, _of(Job, "content", status="completed", type="storybook")),
    "job-waiting": (OWNER, _of(Job, status="pending")),
    "job-looker": (LOOKER, _of(Job, status="failed", error_code="EXTERNAL_SERVICE_ERROR")),
    "book": (OWNER, _of(Storybook)),
    "book-content": (OWNER, _of(Storybook, "content")),
    "user": (OWNER, _of(User, is_staff=False)),
    "user-erase": (OWNER, after("/admin/users/user/", _act("erase", 2))),
    "print": (OWNER, _of(PrintRequest, status="pending")),
    "print-reject": (OWNER, after("/admin/prints/printrequest/", _act("reject", 2))),
    "callback": (OWNER, _of(CallbackDelivery)),
    **{name: (OWNER, f"/admin/{path}/") for name, path in LISTS.items()},
    "group-new": (OWNER, "/admin/auth/group/add/"),
    "password": (OWNER, "/admin/password_change/"),
    "nowhere": (OWNER, "/admin/jobs/job/1dea3c9f-98a2-4f5e-8a6f-0d1f7c1f8d52/change/"),
}
