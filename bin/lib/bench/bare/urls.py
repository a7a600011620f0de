from django.urls import path

from bare.views import NotesView, NoteView, constant
from storyjobs import urls

urlpatterns = [
    path("bare/notes", NotesView.as_view()),
    path("bare/notes/<int:note_id>", NoteView.as_view()),
    path("bare/constant", constant),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
