#!/usr/bin/env python3
"""Clusters beside scikit-learn, esda and ecomplexity, on the same made-up files in the same run.

    benches/run.sh clusters                                      # as large as the peers can
    benches/run.sh clusters --places 50000 --urban 20000         # smaller
    cargo bench -p jushu-clusters --bench points                 # the promised sizes, Jushu alone

Jushu's figures are those of the whole program: start, reading, computing, all result files. The peers' are those of the
work alone, without imports and reading, compiled code (numba) warmed up before. CPU time is user and system, memory the
peak resident set of the process. What both compute is compared before a figure is printed.
"""

import argparse
import csv
import multiprocessing
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy

EARTH_RADIUS_KM = 6371.0088


def jushu(program, *arguments):
    """CPU seconds and megabytes of a run of the program."""
    command = [program, "clusters", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"this failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measured(work, *arguments):
    """What a peer finds, its CPU seconds and the megabytes of its process, a process of its own."""
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=in_process, args=(queue, work, arguments))
    process.start()
    found = queue.get()
    process.join()
    return found


def in_process(queue, work, arguments):
    import resource

    prepared = work(*arguments)
    start = time.process_time()
    found = prepared()
    used = time.process_time() - start
    queue.put((found, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def world(places, random):
    """Places in 2000 regions of the world of different spread."""
    latitude = 0.8 * numpy.degrees(numpy.arcsin(random.uniform(-1, 1, 2000)))
    longitude, spread = random.uniform(-180, 180, 2000), random.uniform(0.2, 2.2, 2000)
    region = random.integers(2000, size=places)
    radius, angle = spread[region] * random.random(places), random.uniform(0, 2 * numpy.pi, places)
    east = longitude[region] + radius * numpy.cos(angle) / numpy.cos(numpy.radians(latitude[region]))
    north = numpy.clip(latitude[region] + radius * numpy.sin(angle), -90, 90)
    return numpy.column_stack([(east + 540) % 360 - 180, north])


def urban(firms, random):
    """Firms of 337 cities whose sizes follow a power law."""
    share = 1 / numpy.arange(1, 338)
    city = random.choice(337, size=firms, p=share / share.sum())
    longitude, latitude = random.uniform(100, 122, 337)[city], random.uniform(22, 42, 337)[city]
    radius = random.exponential(1, firms) * random.uniform(5, 25, 337)[city] / 111.2
    angle = random.uniform(0, 2 * numpy.pi, firms)
    return numpy.column_stack(
        [longitude + radius * numpy.cos(angle) / numpy.cos(numpy.radians(latitude)), latitude + radius * numpy.sin(angle)]
    )


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def write_points(path, points):
    write(path, ["id", "lon", "lat"], ([number, *map(float, point)] for number, point in enumerate(points)))


def column(path, name):
    with open(path, newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def scikit_learn(points, eps, minimum):
    from sklearn.cluster import DBSCAN

    radians = numpy.radians(points[:, ::-1])
    search = DBSCAN(eps=eps / EARTH_RADIUS_KM, min_samples=minimum, metric="haversine", algorithm="ball_tree")

    def work():
        found = search.fit(radians)
        return found.core_sample_indices_, found.labels_

    return work


def density_clusters(program, folder, name, points, eps, minimum):
    write_points(folder / "p.csv", points)
    arguments = ["hotspots", "--points", folder / "p.csv", "--eps-km", eps, "--min-points", minimum]
    ours = jushu(program, *arguments, "--out", folder / "hotspots")
    (cores, labels), seconds, megabytes = measured(scikit_learn, points, eps, minimum)
    own_labels = numpy.array(column(folder / "hotspots/labels.csv", "label"), dtype=int)
    own_core = numpy.array(column(folder / "hotspots/labels.csv", "core")) == "true"
    core = numpy.zeros(len(points), dtype=bool)
    core[cores] = True
    # Border points may go to either cluster; cores must be the same, and parted in the same way.
    if not (own_core == core).all() or len(set(zip(own_labels[core], labels[core]))) != labels.max() + 1:
        raise SystemExit(f"{name}: the clusters differ")
    show(name, ours, "scikit-learn", (seconds, megabytes), f"same {core.sum()} cores, {labels.max() + 1} clusters")


def esda(points, values, links):
    import warnings

    warnings.filterwarnings("ignore")
    from esda import Moran_Local
    from libpysal.weights import W

    neighbours = {}
    for unit, neighbour in links:
        neighbours.setdefault(unit, []).append(neighbour)
    weights = W(neighbours, silence_warnings=True)
    Moran_Local(values, weights, permutations=9, n_jobs=1, seed=1)

    def work():
        found = Moran_Local(values, weights, permutations=999, n_jobs=1, seed=1)
        return found.Is, found.p_sim

    return work


def local_moran(program, folder, units, random):
    points, values = world(units, random), random.random(units)
    write_points(folder / "p.csv", points)
    write(folder / "v.csv", ["id", "value"], enumerate(map(float, values)))
    kind = ["--kind", "k-nearest", "--k", 6]
    made = jushu(program, "weights", "--points", folder / "p.csv", *kind, "--out", folder / "weights")
    arguments = ["autocorrelation", "--values", folder / "v.csv", "--weights", folder / "weights/weights.csv"]
    used = jushu(program, *arguments, "--standardisation", "row", "--out", folder / "autocorrelation")
    weights = folder / "weights/weights.csv"
    links = list(zip(map(int, column(weights, "i")), map(int, column(weights, "j"))))
    (local, chance), seconds, megabytes = measured(esda, points, values, links)
    own = numpy.array(column(folder / "autocorrelation/local.csv", "local_moran_sample_variance"), dtype=float)
    off = numpy.abs(own - local).max()
    if off > 1e-9:
        raise SystemExit(f"local Moran differs by {off}")
    print(f"weights, {units} units, 6 nearest: jushu {made[0]:.2f} s {made[1]:.0f} MB", flush=True)
    own_chance = column(folder / "autocorrelation/local.csv", "p_permutation_one_sided")
    low = sum(float(p) <= 0.05 for p in own_chance), int((chance <= 0.05).sum())
    show(
        f"all local statistics, {units} units",
        used,
        "esda, local Moran alone",
        (seconds, megabytes),
        f"I within {off:.0e}; {low[0]} and {low[1]} at or below 5 %",
    )


def ecomplexity(regions, industries, values):
    import warnings

    warnings.filterwarnings("ignore")
    import pandas
    from ecomplexity import ecomplexity as measure

    pairs = numpy.argwhere(values > 0)
    table = pandas.DataFrame(
        {
            "time": 2026,
            "loc": [f"r{region:04}" for region, _ in pairs],
            "prod": [f"i{industry:04}" for _, industry in pairs],
            "val": values[values > 0],
        }
    )
    columns = {"time": "time", "loc": "loc", "prod": "prod", "val": "val"}

    def work():
        found = measure(table, columns)
        by_region = found.groupby("loc")["eci"].first().sort_index()
        return by_region.to_numpy()

    return work


def complexity(program, folder, regions, industries, random):
    # Able regions make more kinds of things, few make the difficult ones: a nested table with noise.
    able, difficult = random.random(regions)[:, None], random.random(industries)[None, :]
    made = random.random((regions, industries)) < 1 / (1 + numpy.exp(12 * (difficult - able) + 2))
    values = numpy.where(made, random.integers(1, 100, (regions, industries)), 0).astype(float)
    rows = ((f"r{r:04}", f"i{i:04}", values[r, i]) for r, i in numpy.argwhere(values > 0))
    write(folder / "t.csv", ["region", "industry", "value"], rows)
    ours = jushu(program, "complexity", "--table", folder / "t.csv", "--out", folder / "complexity")
    eci, seconds, megabytes = measured(ecomplexity, regions, industries, values)
    own = dict(zip(column(folder / "complexity/regions.csv", "region"), column(folder / "complexity/regions.csv", "eci")))
    own = numpy.array([float(own[region]) for region in sorted(own)])
    likeness = numpy.corrcoef(own, eci)[0, 1]
    if likeness < 1 - 1e-6:
        raise SystemExit(f"the ECI correlate with {likeness} only")
    show(f"complexity, {regions} x {industries}", ours, "ecomplexity", (seconds, megabytes), f"ECI correlate to {1 - likeness:.0e}")


def show(name, ours, peer, theirs, note):
    ratio = theirs[0] / ours[0]
    print(
        f"{name}: jushu {ours[0]:.2f} s {ours[1]:.0f} MB; {peer} {theirs[0]:.2f} s {theirs[1]:.0f} MB; "
        f"ratio {ratio:.1f}; {note}",
        flush=True,
    )


def main():
    target = os.environ.get("CARGO_TARGET_DIR", Path(__file__).resolve().parent.parent / "target")
    parser = argparse.ArgumentParser()
    parser.add_argument("--jushu", default=str(Path(target) / "release/jushu"))
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--urban", type=int, default=50_000)
    parser.add_argument("--units", type=int, default=30_000)
    parser.add_argument("--regions", type=int, default=600)
    parser.add_argument("--industries", type=int, default=1000)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    random = numpy.random.default_rng(42)
    try:
        program = arguments.jushu
        places, firms = world(arguments.places, random), urban(arguments.urban, random)
        density_clusters(program, folder, f"DBSCAN, {len(places)} world places, 5 km", places, 5, 10)
        density_clusters(program, folder, f"DBSCAN, {len(firms)} urban firms, 15 km", firms, 15, 100)
        local_moran(program, folder, arguments.units, random)
        complexity(program, folder, arguments.regions, arguments.industries, random)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
