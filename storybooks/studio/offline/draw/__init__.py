"""The offline studio's pen: from a setting to SVG."""
