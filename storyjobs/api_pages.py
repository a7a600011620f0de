"""The API's description at /api/schema/, and two pages that show it, without a byte from another host."""

from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from drf_spectacular import views

HOUR = 3600
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # both pages set styles from their scripts
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src blob:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@method_decorator(cache_page(HOUR), name="dispatch")  # the same until the next release
class SchemaView(views.SpectacularAPIView):
    """OpenAPI 3.1, as YAML or JSON: by Accept, or ?format=json."""


class Page:
    """A page of the documentation, which loads nothing from elsewhere."""

    url_name = "api-schema"

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        return response


class SwaggerPage(Page, views.SpectacularSwaggerSplitView):
    pass


class RedocPage(Page, views.SpectacularRedocView):
    template_name = "jobs/redoc.html"


urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", SwaggerPage.as_view(), name="api-docs"),
    path("redoc/", RedocPage.as_view(), name="api-redoc"),
]
