"""Bodies that cannot hurt: what Python's parsers choke on is the client's mistake, not a server error."""

import json

from rest_framework import parsers
from rest_framework.exceptions import ParseError

ODD = "not UTF-8, NaN or Infinity, or a number of thousands of digits"


class StrictJSONParser(parsers.JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error
        except ParseError as error:
            if isinstance(error.__context__, json.JSONDecodeError):
                raise
            raise ParseError(f"JSON parse error - {ODD}") from error


class PlainTextJSONParser(StrictJSONParser):
    """`fetch` with a string and no header sends this type; clients of the guide do."""

    media_type = "text/plain"


class FormParser(parsers.MultiPartParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise ParseError("This is not a well-formed form.", code="BAD_REQUEST") from error
