"""The access log names paths only: what stands in a query, such as a read token, is for the server alone."""

import logging


class WithoutQuery(logging.Filter):
    """Cuts the query off the address in uvicorn's access records: (client, method, address, version, status)."""

    def filter(self, record: logging.LogRecord) -> bool:
        client, method, address, *rest = record.args
        record.args = (client, method, address.partition("?")[0], *rest)
        return True
