"""Families' pages in this table are taken in every language, theme and size."""

from pages import NOBODY, OWNER, Place, after, session_of

from users import sign_ins
from users.models import User

FAMILY = "family"


def families() -> dict[str, str]:
    """The session of a family that has used the site for a while."""
    family = User.objects.create_user(phone="+966501239999", full_name="Layla", plan="basic")
    for device in ("Safari, iPhone", "Firefox, Windows", ""):
        sign_ins.sign_in(family, device)
    return {FAMILY: session_of(family)}


def _fill(**fields: str):
    """Fill the fields of the page's form and send it."""

    def fill(page) -> None:
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value)
        page.click("main form .button >> nth=0")

    return fill


def _without_cookies(page) -> None:
    page.context.clear_cookies()
    page.click("main .button")


FAMILY_PAGES: dict[str, tuple[str, Place]] = {
    "home": (NOBODY, "/"),
    "home-family": (FAMILY, "/"),
    "family-sign-in": (NOBODY, "/sign-in"),
    "family-sign-in-refused": (NOBODY, after("/sign-in", _fill(number="0512"))),
    "family-code": (NOBODY, after("/sign-in", _fill(number="+966501230001"))),
    "family-code-refused": (NOBODY, after("/sign-in", _fill(number="+966501230002"), _fill(code="12"))),
    "account": (FAMILY, "/account"),
    "account-saved": (FAMILY, after("/account", lambda page: page.click("main form:has([name=name]) .button"))),
    "account-erase": (FAMILY, "/account/erase"),
    "account-erase-refused": (FAMILY, after("/account/erase", lambda page: page.click("main .danger"))),
    "error-not-found": (NOBODY, "/nowhere"),
    "error-form": (NOBODY, after("/sign-in", _without_cookies)),
    "style": (OWNER, "/style"),
}
