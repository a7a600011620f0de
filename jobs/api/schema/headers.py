"""The parameters and headers that several operations on jobs share, as OpenAPI writes them."""

from jobs.api.wishes import LONGEST_WAIT
from users.api.pages import PAGE_PARAMETERS, search_parameter
from users.api.schema.headers import NUMBER, header, parameter

IDEMPOTENCY_KEY = parameter(
    "Idempotency-Key",
    "header",
    "1 to 255 visible ASCII characters, chosen by the client: the same request sent again with the same key is "
    "answered with the job that it started before.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    example="9f0c1f6e-book-1",
)
PREFER = parameter(
    "Prefer",
    "header",
    f"`wait=N` (RFC 7240): answer when the job has ended, or after N seconds; at most {LONGEST_WAIT}.",
    {"type": "string"},
    example="wait=10",
)
LAST_EVENT_ID = "The id of the last event that was received: the stream goes on after it, without a snapshot."
EVENT_ID = {"type": "string", "pattern": "^[0-9]{1,19}$"}
EVENT_PARAMETERS = (
    parameter("Last-Event-ID", "header", LAST_EVENT_ID, EVENT_ID),
    parameter("lastEventId", "query", f"{LAST_EVENT_ID} For clients that cannot set the header.", EVENT_ID),
)
SEVERAL = "one or several, separated by commas; empty is all"
LIST_PARAMETERS = (
    search_parameter("In title, type and current step, or the beginning of an id."),
    parameter("status", "query", f"Only jobs of these statuses: {SEVERAL}.", {"type": "string"}),
    parameter("type", "query", f"Only jobs of these types: {SEVERAL}.", {"type": "string"}),
    *PAGE_PARAMETERS,
)

LOCATION = {"Location": header("Where the job can be asked for.", {"type": "string", "format": "uri"}, required=True)}
RETRY_AFTER = {"Retry-After": header("Seconds until asking again makes sense; while the job has not ended.", NUMBER)}
WAITED = {"Preference-Applied": header("The wait that was granted, as `wait=N`.", {"type": "string"})}
REPLAYED = {"Idempotent-Replayed": header("`true`: the Idempotency-Key was known, and nothing new was started.")}
SUCCESSOR = {
    "Deprecation": header("Since when this path is deprecated (RFC 9745): `@` and seconds since 1970.", required=True),
    "Link": header("The new path, as `successor-version`.", required=True),
}
