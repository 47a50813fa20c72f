"""What importing the program may need: no system but Python's own on any platform, and nothing heavy that a verb does not use."""

import subprocess
import sys

EVERYTHING = """
import importlib, pkgutil, sys
for absent in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[absent] = None
for root in ("corpus", "indexer", "search_api", "web", "vanban"):
    package = importlib.import_module(root)
    for module in pkgutil.walk_packages(package.__path__, root + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""
HEAVY = """
heavy = {"torch", "sklearn", "underthesea", "sentence_transformers", "transformers"}
print(*sorted(heavy & set(sys.modules)))
"""


def printed(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_module_can_be_imported_where_posix_modules_are_absent():
    assert printed(EVERYTHING + "print('all')") == "all"


def test_no_module_imports_a_heavy_library_at_its_top():
    assert printed(EVERYTHING + HEAVY) == ""


def test_the_second_engine_is_loaded_where_the_settings_name_it():
    loaded = "import sys, vanban.opening, web.app, vanban.commands.serve; print('elasticsearch' in sys.modules)"
    assert printed(loaded) == "False"
