"""Validates a data package by two programs of others: frictionless (Data Package, with hashes, types and keys of all
tables) and csvw (CSV on the Web).

    python validate_package.py FOLDER

FOLDER is the data-package/ of a report. Needs frictionless and csvw (5.21.0 and 4.1.1 were used; both found
nothing to say against the packages of the two demonstration projects, 117 files each).
"""

import pathlib
import sys

from csvw.metadata import TableGroup
from frictionless import validate

folder = pathlib.Path(sys.argv[1])
report = validate(str(folder / "datapackage.json"))
for task in report.tasks:
    for error in task.errors:
        print(task.name, error.message)
tables = TableGroup.from_file(folder / "csv-metadata.json")
rows = sum(len(list(table.iterdicts(strict=True))) for table in tables.tables)
tables.check_referential_integrity()
print(f"frictionless: {'valid' if report.valid else 'not valid'}; csvw: {rows} rows read in strict mode")
sys.exit(0 if report.valid else 1)
