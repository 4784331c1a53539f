#!/usr/bin/env python3
"""Import and counting beside the bare DuckDB client, on the same files in the same run.

    benches/run.sh registry                     # 5 million rows, 3 rounds
    benches/run.sh registry --rows 500000 1000000 5000000 --rounds 1

Every measured step is a process of its own; what is printed is its CPU time (user and system)
and its peak resident memory as the system accounts them. See README.md for what is compared.
"""

import argparse
import csv
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MEGABYTE = 1 << 20
# A register so small that a run on it costs only what every run costs: start, index, rank intervals, files.
SAMPLE = 5_000

# The columns of the generated register, in its order, as the bare client is told to read them.
COLUMNS = {
    "uscc": "VARCHAR",
    "name": "VARCHAR",
    "city": "VARCHAR",
    "county": "VARCHAR",
    "industry_code": "VARCHAR",
    "founded": "DATE",
    "registered_capital": "VARCHAR",
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "listed_from": "DATE",
    "website": "VARCHAR",
    "patents": "BIGINT",
    "synthetic": "VARCHAR",
}

# The indicators of firm-18.toml in the client's own words: value and condition.
LISTED = "listed_from <= DATE '2023-12-31'"
INDICATORS = {
    "firms": ("count(*)", "TRUE"),
    "listed": ("count(*)", LISTED),
    "any_listed": ("1", f"{LISTED} AND patents > 0"),
    "websites": ("count(*)", "website IS NOT NULL"),
    "website_share": ("count(website) / count(*)", "TRUE"),
    "patents": ("sum(patents)", "TRUE"),
    "patents_mean": ("avg(patents)", "TRUE"),
    "patents_median": ("median(patents)", "TRUE"),
    "patent_share": ("count(*) FILTER (WHERE patents > 0) / count(*)", "TRUE"),
    "online_patents": ("sum(patents)", "website IS NOT NULL AND founded >= DATE '2015-01-01'"),
    "young": ("count(*)", "founded >= DATE '2020-01-01'"),
    "old": ("count(*)", "founded < DATE '2000-01-01'"),
    "software": ("count(*)", "industry_code LIKE 'I65%'"),
    "internet": ("count(*)", f"industry_code LIKE 'I64%' AND (listed_from IS NULL OR NOT {LISTED})"),
    "industries": ("count(DISTINCT industry_code)", "TRUE"),
    "counties": ("count(DISTINCT county)", "TRUE"),
    "capital": ("count(*)", "registered_capital IS NOT NULL"),
    "south": ("count(*)", "latitude < 30 AND longitude BETWEEN 100 AND 120"),
}


def bare_load(file: str, database: str) -> None:
    """Loads the file into a new database, with the types given and without any check."""
    import duckdb

    types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    connection = duckdb.connect(database)
    connection.execute(
        f"CREATE TABLE firm AS SELECT * FROM read_csv('{file}', header = true, auto_detect = false, columns = {{{types}}})"
    )
    connection.close()


def bare_count(database: str, out: str) -> None:
    """Counts the indicators by city, one statement each, and writes them as city,indicator,value."""
    import duckdb

    connection = duckdb.connect(database, read_only=True)
    with open(out, "w", newline="") as file:
        writer = csv.writer(file)
        for indicator, (value, condition) in INDICATORS.items():
            statement = f"SELECT city, CAST({value} AS DOUBLE) FROM firm WHERE {condition} GROUP BY city"
            for city, number in connection.execute(statement).fetchall():
                writer.writerow([city, indicator, number])


def bare_start(database: str) -> None:
    """What the client costs before it does anything."""
    import duckdb

    duckdb.connect(database, read_only=True).execute("SELECT 1").fetchall()


class Figures:
    """CPU seconds and peak memory in bytes of the steps, a list of rounds each."""

    def __init__(self):
        self.rounds: dict[str, list[tuple[float, int]]] = {}

    def measure(self, step: str, command: list[str]) -> None:
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(command)}\nended with {process.returncode}:\n{said.read().decode()}")
        seconds, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        print(f"  {step}: {seconds:.2f} CPU-s, {peak / MEGABYTE:.0f} MB", file=sys.stderr, flush=True)
        self.rounds.setdefault(step, []).append((seconds, peak))

    def cpu(self, step: str) -> float:
        return statistics.median(seconds for seconds, _ in self.rounds[step])

    def peak(self, step: str) -> float:
        return max(peak for _, peak in self.rounds[step]) / MEGABYTE


def compare_counts(project: Path, counted: Path) -> int:
    """Both have counted the same: every unit of the run against the bare client's city of that name."""
    bare = {}
    with open(counted, newline="") as file:
        for city, indicator, value in csv.reader(file):
            bare[city, indicator] = float(value)
    latest = (project / "runs/latest").read_text().strip()
    cells = 0
    with open(project / "runs" / latest / "cities-337/data.csv", newline="") as file:
        for row in csv.DictReader(file):
            unit = row.pop("unit")
            for indicator, text in row.items():
                ours, theirs = float(text or "nan"), bare.get((unit, indicator), math.nan)
                # Where the client has no row, the run has a zero: the register is declared complete.
                both_nothing = math.isnan(theirs) and (math.isnan(ours) or ours == 0)
                if not both_nothing and not math.isclose(ours, theirs, rel_tol=1e-9):
                    sys.exit(f"{unit}, {indicator}: counted {ours}, the bare client {theirs}")
                cells += 1
    return cells


def new_project(jushu: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([jushu, "new", str(folder), "--template", "synthetic"], check=True, stdout=subprocess.DEVNULL)
    shutil.copy(HERE / "firm-18.toml", folder / "frameworks/firm-18.toml")


def bench(rows: int, arguments: argparse.Namespace, folder: Path) -> Figures:
    """All steps on one file, the bare client and Jushu by turns."""
    figures = Figures()
    file = folder / f"firms-{rows}.csv"
    subprocess.run([arguments.generate, "--firms", str(rows), "--out", str(file)], check=True)
    project, database, counted = folder / "project", folder / "bare.duckdb", folder / "bare.csv"
    empty, small, sample = folder / "empty", folder / "small", folder / "sample.csv"
    new_project(arguments.jushu, empty)
    new_project(arguments.jushu, small)
    subprocess.run([arguments.generate, "--firms", str(SAMPLE), "--out", str(sample)], check=True)
    subprocess.run(
        [arguments.jushu, "import", str(small), str(sample), "--as", "firm", "--source", "bench"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    jushu, bare = arguments.jushu, [sys.executable, __file__, "--bare"]
    load = [jushu, "import", str(project), str(file), "--as", "firm", "--source", "bench"]
    count = [jushu, "run", str(project), "--framework", "firm-18"]
    for round in range(arguments.rounds):
        print(f"{rows} rows, round {round + 1}", file=sys.stderr, flush=True)
        database.unlink(missing_ok=True)
        new_project(jushu, project)
        figures.measure("bare load", [*bare, "load", str(file), str(database)])
        figures.measure("import", load)
        figures.measure("bare count", [*bare, "count", str(database), str(counted)])
        figures.measure("count", count)
        figures.measure("count of few", [jushu, "run", str(small), "--framework", "firm-18"])
        figures.measure("bare start", [*bare, "start", str(database)])
        figures.measure("start", [jushu, "sql", str(empty), "SELECT 1"])
        figures.measure("sql", [jushu, "sql", str(project), "SELECT count(*) FROM firm WHERE website IS NOT NULL"])
    cells = compare_counts(project, counted)
    print(f"  {cells} counted values agree", file=sys.stderr)
    figures.measure("import again", load)
    figures.measure("duplicates", [jushu, "duplicates", str(project), "firm", "--top", "1"])
    figures.measure("export", [jushu, "export", str(project), "--out", str(folder / "parquet")])
    sizes = {
        "CSV": file,
        "bare database": database,
        "registry": project / "registry.duckdb",
        "Parquet": folder / "parquet/firm.parquet",
    }
    print("; ".join(f"{name} {path.stat().st_size / MEGABYTE:.0f} MB" for name, path in sizes.items()))
    shutil.rmtree(folder / "parquet")
    file.unlink()
    return figures


LABELS = {
    "import": "import: checks, places, duplicates",
    "bare load": "bare client: load",
    "count": "run: 18 indicators by city, index, files",
    "bare count": "bare client: the 18 statements",
    "count of few": f"the same run on {SAMPLE:,} rows",
    "start": "jushu sql on an empty project",
    "bare start": "bare client: open",
    "sql": "one count by `jushu sql`",
    "import again": "import of the same file again",
    "duplicates": "search for likely duplicates",
    "export": "export to Parquet",
}


def report(by_rows: dict[int, Figures]) -> None:
    for rows, figures in by_rows.items():
        print(f"\n{rows:,} rows ({len(figures.rounds['import'])} rounds, median CPU-s, greatest peak)\n")
        print("| step | CPU-s | peak MB |\n|---|---:|---:|")
        for step, label in LABELS.items():
            print(f"| {label} | {figures.cpu(step):.2f} | {figures.peak(step):.0f} |")
        counting = figures.cpu("count") - figures.cpu("count of few")
        bare_counting = figures.cpu("bare count") - figures.cpu("bare start")
        print(f"\nimport / bare load      {figures.cpu('import') / figures.cpu('bare load'):.2f}  (goal 2.0)")
        print(f"run / bare counting     {figures.cpu('count') / figures.cpu('bare count'):.2f}")
        print(f"counting / bare         {counting / bare_counting:.2f}  (goal 1.2; what does not grow with the rows taken off both)")
        print(f"greatest peak           {max(figures.peak(step) for step in LABELS if not step.startswith('bare')):.0f} MB  (goal 2048)")


def main() -> None:
    if sys.argv[1:2] == ["--bare"]:
        return {"load": bare_load, "count": bare_count, "start": bare_start}[sys.argv[2]](*sys.argv[3:])
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target")) / "release"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jushu", default=str(target / "jushu"))
    parser.add_argument("--generate", default=str(target / "examples/generate"))
    parser.add_argument("--folder", help="where to work (2.5 GB for 5 million rows); a temporary folder where absent")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jushu-bench-", dir=arguments.folder) as folder:
        report({rows: bench(rows, arguments, Path(folder)) for rows in arguments.rows})


if __name__ == "__main__":
    main()
