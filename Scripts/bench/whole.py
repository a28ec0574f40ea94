"""Directories that are there whole or not at all."""
import contextlib
import shutil


@contextlib.contextmanager
def making(root):
    """A directory to fill, which becomes `root` at the end: one that was begun is begun again."""
    partial = root.with_name(root.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    partial.rename(root)
