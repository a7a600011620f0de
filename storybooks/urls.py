from django.urls import path

from storybooks.api.files import FileView

urlpatterns = [path("<uuid:file_id>", FileView.as_view(), name="file")]
