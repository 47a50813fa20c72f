"""What importing the program may need: no system but Python's own on any platform, and nothing heavy that a verb does not use."""

import subprocess
import sys

EVERYTHING = """
left_out = ("nothing",)
import importlib, pkgutil, sys
for absent in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[absent] = None
for root in ("corpus", "indexer", "search_api", "web", "vanban"):
    package = importlib.import_module(root)
    for module in pkgutil.walk_packages(package.__path__, root + "."):
        if not module.name.endswith("__main__") and not module.name.startswith(left_out):
            importlib.import_module(module.name)
"""
HEAVY = """
heavy = {"torch", "sklearn", "underthesea", "sentence_transformers", "elasticsearch", "transformers"}
print(*sorted(heavy & set(sys.modules)))
"""


def printed(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_module_can_be_imported_where_posix_modules_are_absent():
    assert printed(EVERYTHING + "print('all')") == "all"


def test_no_module_imports_a_heavy_library_at_its_top():
    """The second engine's own package apart, which is loaded where the settings name it."""
    assert printed(EVERYTHING.replace('"nothing"', '"indexer.engines.elasticsearch"') + HEAVY) == ""
