"""Calls to an address from the settings stay at that address."""

import urllib.request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A server that moves would take credentials and secrets with it, or answer in another one's name."""

    def redirect_request(self, *args) -> None:
        return None


opener = urllib.request.build_opener(_NoRedirect)
"""Raises HTTPError for a redirect as for any other answer but 2xx."""
