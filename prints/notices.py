"""What the operator is told: each change of a print request's status, by the webhook that the settings name."""

from jobs.api.representation import timestamp
from jobs.callbacks.webhooks import send
from prints.models import PrintRequest

WEBHOOK = "prints"


def tell(request: PrintRequest, came_from: str) -> None:
    """Store the message, in the transaction of the change. It names nobody, no place and no book: those stay here."""
    data = {
        "printRequestId": str(request.id),
        "status": request.status,
        "previousStatus": came_from or None,
        "copies": request.copies,
        "trackingCode": request.tracking_code or None,
        "at": timestamp(request.updated_at),
    }
    send(WEBHOOK, f"print.{request.status}", data)
