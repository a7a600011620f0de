"""The scripts' own Python lies in bin/lib, which is no package."""

import sys
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "bin" / "lib"
sys.path[:0] = [str(LIBRARY), str(LIBRARY / "bench")]
