"""The description of the API (OpenAPI 3.1), made from the views, their serializers and the registered job types."""
