"""The print orders of a person."""

from prints.models import PrintRequest
from users.personal_data import PersonalData, Table, of


class OrdersOfAPerson(PersonalData):
    tables = (Table("print-orders", "the books you asked to have printed", PrintRequest, of("user")),)
