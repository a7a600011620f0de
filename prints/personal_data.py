"""The print orders of a person: given to them; our records of business stay, without a name."""

from collections import Counter

from prints.erasure import anonymise_orders
from prints.models import PrintHistory, PrintRequest
from users.models import User
from users.personal_data import PersonalData, Table, of


class OrdersOfAPerson(PersonalData):
    tables = (
        Table(
            "print-orders",
            "the books you asked to have printed",
            PrintRequest,
            of("user"),
            ours=("files_due_at", "files_problem"),
        ),
        Table("print-history", "how your print orders went", PrintHistory, of("request__user"), ours=("actor",)),
    )

    def forget(self, user: User) -> Counter[str]:
        return Counter({"print orders made nameless": anonymise_orders(user)})
