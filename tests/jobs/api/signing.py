"""Messages to our webhooks, as whoever knows their secret signs them."""

import base64
import time
from datetime import UTC, datetime

from standardwebhooks import Webhook

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()


def signed(body: str, message_id: str = "msg_1", secret: str = SECRET, ago: float = 0) -> dict[str, str]:
    """The headers that Standard Webhooks' own library makes."""
    moment = datetime.fromtimestamp(time.time() - ago, UTC)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, moment, body),
    }
