"""Static files of production: under names that change with their content, so that browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_MODULES = tuple(f"{folder}/*.js" for folder in ("kit", "pages", "users", "jobs", "storybooks", "prints"))
IMPORTS = (
    r"""(?P<matched>(?P<how>\b(?:from|import)) (?P<quote>['"])(?P<url>\.\.?/[^'"]+)(?P=quote))""",
    "%(how)s %(quote)s%(url)s%(quote)s",
)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also our own modules name one another so. Other people's are left as they are: what merely looks like an import
    in them must not be changed.

    Every file stays under its plain name too, which is the address for other sites.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, *((glob, (IMPORTS,)) for glob in OWN_MODULES))
