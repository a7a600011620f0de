"""A family's books on paper: the form, its review, and an order in each of its states."""

from collections.abc import Callable

from prints import moves
from prints.models import PrintRequest
from prints.states import Status
from storybooks.models import Storybook
from tests.prints.shelf import ordered, request_in
from tests.tour.places import Visit
from tests.tour.shelf import ARABIC, ARABIC_WORDS, ENGLISH, LONG, Draw, illustrated
from users.models import User

FILLED = {
    "recipient": "Layla Example",
    "line1": "12 Lantern Street",
    "line2": "Third floor, the green door",
    "city": "Riyadh",
    "postal_code": "12211",
    "phone": "051 234 5678",
    "notes": "A present: please no bill in the parcel.",
}


def fill_orders(family: User, draw: Draw) -> None:
    """One in each state, and one whose files are being made; the books of the shelf can be ordered still."""
    english = [page["description"] for page in Storybook.objects.get(user=family, title=ENGLISH).pages[0]["scenes"]]
    arabic = Storybook.objects.get(user=family, title=ARABIC)
    for status in (Status.SHIPPED, Status.CANCELLED):
        request_in(status, family, arabic)
    rejected = request_in(Status.PENDING, family, arabic)
    reason = "Two of the pictures show a brand that we may not print. Please have them drawn anew and order once more."
    moves.move(rejected, Status.REJECTED, actor="staff", reason=reason, note=reason)
    request_in(Status.APPROVED, family, illustrated(family, "Noor and the Sea Star", english, draw))
    request_in(Status.PENDING, family, illustrated(family, "Where the Wind Sleeps", english, draw))
    ordered(family, illustrated(family, "الثعلب الصغير", list(ARABIC_WORDS), draw), copies=3, notes=FILLED["notes"])


def order_in(phone: str, place: str = "", *steps: Callable, **fields) -> Callable:
    """A page of the family's order that is like this."""

    def go(page, base: str) -> None:
        order = PrintRequest.objects.filter(user__phone=phone, **fields).order_by("-created_at")[0]
        page.goto(f"{base}/prints/{order.id}{place}")
        for step in steps:
            step(page)

    return go


def ordering(phone: str, title: str, *steps: Callable) -> Callable:
    """The order form of the family's book; then more is done there."""

    def go(page, base: str) -> None:
        page.goto(f"{base}/storybook/{Storybook.objects.get(user__phone=phone, title=title).id}/print")
        for step in steps:
            step(page)

    return go


def _filled(page) -> None:
    for name, value in FILLED.items():
        page.fill(f"main [name={name}]", value)
    page.fill("main [name=copies]", "2")
    page.select_option("main [name=country]", "SA")


def _emptied(page) -> None:
    for name in ("recipient", "line1", "city"):
        page.fill(f"main [name={name}]", "")
    page.fill("main [name=copies]", "0")
    page.fill("main [name=postal_code]", "ABC")


def _on(page) -> None:
    page.click("main form .button.large")


def order_pages(who: str, phone: str) -> dict[str, Visit]:
    return {
        "print": Visit(who, "print-page", ordering(phone, LONG, _filled)),
        "print-arabic": Visit(who, "print-page", ordering(phone, ARABIC, _filled)),
        "print-refused": Visit(who, "print-page", ordering(phone, LONG, _emptied, _on)),
        "print-review": Visit(who, "print-review-page", ordering(phone, LONG, _filled, _on)),
        "print-unprintable": Visit(who, "print-page", ordering(phone, ENGLISH)),
        "orders": Visit(who, "orders-page", "/prints"),
        "order-new": Visit(who, "order-page", order_in(phone, status=Status.PENDING, interior=None)),
        "order-change": Visit(
            who, "order-change-page", order_in(phone, "/change", status=Status.PENDING, interior=None)
        ),
        "order-cancelling": Visit(
            who, "order-page", order_in(phone, "", lambda page: page.click("summary"), interior=None)
        ),
        **{
            f"order-{status}": Visit(who, "order-page", order_in(phone, status=status, **_made(status)))
            for status in Status.values
        },
    }


def _made(status: str) -> dict[str, bool]:
    return {"interior__isnull": False} if status == Status.PENDING else {}
