"""Views without anything of ours: nobody is authenticated, nothing is counted, no row is anybody's."""

from django.http import HttpRequest, JsonResponse
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bare.models import Note
from users.acting import service


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ("id", "story", "audience", "created_at")


class BareView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)

    @service()
    def dispatch(self, *args, **kwargs) -> Response:
        return super().dispatch(*args, **kwargs)


class NotesView(BareView):
    """One INSERT."""

    def post(self, request: Request) -> Response:
        serializer = NoteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status=201)


class NoteView(BareView):
    """One SELECT."""

    def get(self, request: Request, note_id: int) -> Response:
        return Response(NoteSerializer(Note.objects.get(id=note_id)).data)


def constant(request: HttpRequest) -> JsonResponse:
    """No database, no REST framework."""
    return JsonResponse({"id": 1, "story": "none", "audience": "children"})
