"""The codes with which the product's requests are refused and its jobs fail, for the API's description."""

PICTURE_REFUSALS = {  # code: (HTTP status, an example of its sentence)
    "PHOTO_TOO_LARGE": (400, "Image file too large. Maximum size is 10MB"),
    "PHOTO_TOO_SMALL": (400, "The image is too small. Each side needs at least 64 pixels"),
    "PHOTO_TYPE_UNSUPPORTED": (400, "Invalid file type. Supported formats: JPEG, PNG, WebP"),
    "PHOTO_UNREADABLE": (400, "The image is damaged and cannot be read"),
    "PICTURE_URL_FORBIDDEN": (400, "This picture address is unknown or not allowed. Use a public web address"),
    "PICTURE_URL_UNREACHABLE": (400, "The picture could not be fetched from this address"),
}
STORE_REFUSALS = {
    "CONFIGURATION_ERROR": (400, "The picture store is not set up correctly."),
    "EXTERNAL_SERVICE_ERROR": (503, "The picture store does not answer."),
    "MEDIA_STORE_ERROR": (503, "The picture store does not work right now."),
    "RATE_LIMITED": (503, "The picture store is very busy right now."),
}
BOOK_REFUSALS = {
    "PERMISSION_DENIED": (403, "Only its owner can do this with a book."),
    "STORYBOOK_NOT_FOUND": (404, "Storybook not found"),
    "SCENE_NOT_FOUND": (404, "This book has no such scene."),
}
ERASURE_REFUSALS: dict[str, tuple[int, str]] = {}
"""Why a book cannot be erased: apps above that may still need it add theirs, beside listening to `pre_delete`."""
FAILURES = (
    "CONFIGURATION_ERROR",
    "CONTENT_REFUSED",
    "INVALID_INPUT",
    "MEDIA_STORE_ERROR",
    "PICTURE_ERASED",
    "PICTURE_UNREADABLE",
    "RATE_LIMITED",
)
