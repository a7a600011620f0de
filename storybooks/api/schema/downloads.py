"""The operations that give a book away as files, as their views do them."""

from rest_framework.views import APIView

from storybooks.api.schema.books import BOOKS, NOT_FOUND
from storybooks.api.schema.files import BYTES, MISSING
from storybooks.refusals import STORE_REFUSALS
from users.api.schema.describing import GUEST_USER_OR_TOKEN, Answer, Content, Operation
from users.api.schema.headers import TOKEN, header

NAMED = {"Content-Disposition": header("`attachment`, with a name made from the title (RFC 6266).", required=True)}


def download(view: APIView) -> Operation:
    return Operation(
        id="downloadStorybook",
        summary="The PDF to keep",
        description="The book as a file with a name of its own. For who may read the book, or has a token for it.",
        tag=BOOKS,
        answers={200: Answer("The bytes.", {"application/pdf": Content(BYTES)}, NAMED)},
        own_errors=NOT_FOUND | MISSING | STORE_REFUSALS,
        parameters=(TOKEN,),
        security=GUEST_USER_OR_TOKEN,
    )


def pictures(view: APIView) -> Operation:
    return Operation(
        id="downloadPictures",
        summary="All pictures to keep",
        description="Cover, scenes and portrait in a ZIP. For who may read the book, or has a token for it.",
        tag=BOOKS,
        answers={200: Answer("The bytes, as they are read.", {"application/zip": Content(BYTES)}, NAMED)},
        own_errors=NOT_FOUND,
        parameters=(TOKEN,),
        security=GUEST_USER_OR_TOKEN,
    )
