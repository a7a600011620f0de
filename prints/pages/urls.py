"""Pages about books on paper."""

from django.urls import path

from prints.pages.order import PrintPageView, ReviewPageView
from prints.pages.orders import OrderCancelPageView, OrderChangePageView, OrderPageView, OrdersPageView

urlpatterns = [
    path("storybook/<uuid:storybook_id>/print", PrintPageView.as_view(), name="print-page"),
    path("storybook/<uuid:storybook_id>/print/review", ReviewPageView.as_view(), name="print-review-page"),
    path("prints", OrdersPageView.as_view(), name="orders-page"),
    path("prints/<uuid:request_id>", OrderPageView.as_view(), name="order-page"),
    path("prints/<uuid:request_id>/change", OrderChangePageView.as_view(), name="order-change-page"),
    path("prints/<uuid:request_id>/cancel", OrderCancelPageView.as_view(), name="order-cancel-page"),
]
