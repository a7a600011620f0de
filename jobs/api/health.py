"""GET /api/jobs/health: is the queue well?"""

from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobs.api.representation import timestamp
from jobs.api.schema import operations
from jobs.health import CRITICAL, MESSAGES, assess, measure
from users.api.schema.describing import ApiSchema


class HealthView(APIView):
    schema = ApiSchema(get=operations.health)
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def get(self, request: Request) -> Response:
        now = timezone.now()
        metrics = measure(now)
        status = assess(metrics)
        body = {
            "status": status,
            "message": MESSAGES[status],
            "timestamp": timestamp(now),
            "metrics": {
                "queueDepth": metrics.queue_depth,
                "processingCapacity": metrics.capacity,
                "successRate": metrics.success_rate,
            },
        }
        return Response(body, status=503 if status == CRITICAL else 200, headers={"Cache-Control": "no-store"})
