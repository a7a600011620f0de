"""A program: an SVG from its input becomes a PNG of so many pixels' width, its one argument, in its output."""

import sys

import resvg_py

if __name__ == "__main__":
    svg, width = sys.stdin.buffer.read().decode(), int(sys.argv[1])
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    sys.stdout.buffer.write(bytes(png))
