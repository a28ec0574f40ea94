"""Runs the tests of the pages: all, or those whose names are given, as `unittest -k` takes them."""
import argparse
import shutil
import signal
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import browser  # noqa: E402
from case import FAILURES  # noqa: E402

parser = argparse.ArgumentParser(prog="Scripts/test-pages")
parser.add_argument("names", nargs="*", help="a part of a test's name, or a pattern with stars")
wanted = parser.parse_args()

if not (browser.CHROMIUM and browser.DRIVER):
    print("test-pages: skipped: there is no chromium with chromedriver here")
    sys.exit(0)
# What was started ends with this, however it ends.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
shutil.rmtree(FAILURES, ignore_errors=True)
loader = unittest.TestLoader()
if wanted.names:
    loader.testNamePatterns = [name if "*" in name else f"*{name}*" for name in wanted.names]
result = unittest.TextTestRunner(verbosity=2).run(loader.discover(str(HERE), "test_*.py"))
if not result.wasSuccessful():
    print(f"test-pages: what failed looked so: {FAILURES}", file=sys.stderr)
sys.exit(not result.wasSuccessful())
