"""Reads the exported Parquet files with polars and pandas and compares them with the registry.

usage: check_parquet_export.py JUSHU
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import pandas
import polars
import pyarrow.parquet

jushu = sys.argv[1]


def run(*arguments):
    return subprocess.run([jushu, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


with tempfile.TemporaryDirectory() as folder:
    project, out = pathlib.Path(folder, "demo"), pathlib.Path(folder, "parquet")
    run("demo", project)
    run("export", project, "--out", out)
    tables = json.loads((out / "tables.json").read_text())["tables"]
    assert len(tables) >= 10, tables
    for table in tables:
        name, rows = table["description"]["table"], table["rows"]
        counted = json.loads(run("sql", project, f"SELECT count(*) AS n FROM {name}", "--format", "json"))[0]["n"]
        by_polars = polars.read_parquet(out / table["file"])
        by_pandas = pandas.read_parquet(out / table["file"])
        assert by_polars.height == len(by_pandas) == rows == counted, (name, by_polars.height, len(by_pandas), rows, counted)
        fields = [field["id"] for field in table["description"]["fields"]]
        assert set(fields) <= set(by_polars.columns), name
        metadata = pyarrow.parquet.read_metadata(out / table["file"]).metadata
        assert json.loads(metadata[b"jushu"])["table"] == name
    firms = polars.read_parquet(out / "firm.parquet")
    hangzhou = firms.filter((polars.col("city_code") == 330100) & polars.col("unicorn_from").is_not_null()).height
    counted = run("show", project, "杭州市", "unicorns", "--format", "json", "--top", "0")
    assert hangzhou == len(json.loads(counted)), (hangzhou, counted)
    # What was exported can be imported: the same records come back.
    again = pathlib.Path(folder, "again")
    run("new", again)
    run("import", again, out / "exchange.parquet", "--as", "exchange", "--source", "exported")
    before = run("sql", project, "SELECT name, city_code FROM exchange ORDER BY name", "--format", "csv")
    after = run("sql", again, "SELECT name, city_code FROM exchange ORDER BY name", "--format", "csv")
    assert before == after
print(f"{len(tables)} tables read by polars {polars.__version__} and pandas {pandas.__version__}: as exported")
