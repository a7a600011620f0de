"""Why a print request is refused, beside the reasons that any book may have."""

from jobs.errors import JobError


class UnknownPrintRequest(JobError):
    code = "PRINT_REQUEST_NOT_FOUND"
    http_status = 404

    def __init__(self):
        super().__init__("Print request not found")


class BookHasErrors(JobError):
    """Nobody pays for a page with the hero's portrait in the place of a picture that could not be drawn."""

    code = "BOOK_HAS_ERRORS"
    http_status = 409

    def __init__(self):
        super().__init__("Some pictures of this book could not be drawn. Please have them redrawn first.")


class OpenPrintRequest(JobError):
    """The book waits to be printed: it can be neither ordered once more nor deleted."""

    code = "OPEN_PRINT_REQUEST"
    http_status = 409

    def __init__(self, message: str = "A print request already exists for this storybook"):
        super().__init__(message)


class IllegalMove(JobError):
    """`because` says why, as the end of a sentence."""

    code = "ILLEGAL_MOVE"
    http_status = 409

    def __init__(self, what: str, because: str):
        super().__init__(f"This print request cannot be {what}: {because}.")
        self.because = because
