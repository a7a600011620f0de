"""The API's description at /api/schema/, and two pages that show it, without a byte from another host."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from drf_spectacular import views

HOUR = 3600
POLICY = {  # besides what all pages may
    "style-src": [SELF, UNSAFE_INLINE],  # both set styles from their scripts
    "font-src": [SELF, "data:"],
    "worker-src": ["blob:"],
}


@method_decorator(cache_page(HOUR), name="dispatch")  # the same until the next release
class SchemaView(views.SpectacularAPIView):
    """OpenAPI 3.1, as YAML or JSON: by Accept, or ?format=json."""


class Page:
    """A page of the documentation, which loads nothing from elsewhere."""

    url_name = "api-schema"


@method_decorator(csp_replace(POLICY), name="dispatch")
class SwaggerPage(Page, views.SpectacularSwaggerSplitView):
    pass


@method_decorator(csp_replace(POLICY), name="dispatch")
class RedocPage(Page, views.SpectacularRedocView):
    template_name = "jobs/redoc.html"


urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", SwaggerPage.as_view(), name="api-docs"),
    path("redoc/", RedocPage.as_view(), name="api-redoc"),
]
