"""How views describe themselves: each says what it does, and OpenAPI 3.1 comes of it."""
