"""/api/prints, and where the older system took the same wish."""

from django.urls import path

from prints.api.views import CancelView, LegacyRequestView, QuoteView, RequestsView, RequestView

urlpatterns = [
    path("prints", RequestsView.as_view(), name="prints"),
    path("prints/quote", QuoteView.as_view(), name="print-quote"),
    path("prints/<uuid:request_id>", RequestView.as_view(), name="print"),
    path("prints/<uuid:request_id>/cancel", CancelView.as_view(), name="print-cancel"),
    path("story/request-print", LegacyRequestView.as_view(), name="print-legacy"),
]
