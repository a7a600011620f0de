"""JSON bodies that cannot hurt: what Python's parser chokes on is the client's mistake, not a server error."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error


class PlainTextJSONParser(StrictJSONParser):
    """`fetch` with a string and no header sends this type; clients of the guide do."""

    media_type = "text/plain"
