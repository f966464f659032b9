"""``python -m benchmarks.child ROOM``: measure one room here, one JSON row a line."""

import importlib
import json
import sys
from dataclasses import asdict

import django

django.setup()
for row in importlib.import_module(f"benchmarks.{sys.argv[1]}").rows():
    print(json.dumps(asdict(row)), flush=True)
