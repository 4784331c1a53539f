"""Ranks of the ASEM index under uncertain weights, by an independent Monte Carlo in NumPy.

Usage: python uncertainty_replay.py CRATE
Reads CRATE/tests/asem, writes CRATE/tests/peers/uncertainty_asem.csv: for every unit the mean, the 5 %, 50 % and 95 %
quantiles of its rank and the probability of standing among the first ten.

In every replication each weight within its parent is multiplied by a uniform number from 0.75 to 1.25, and with
probability 0.5 one of the 49 indicators, each as likely, has weight 0. Indicators are min-max normalised to 0-100 after
their direction; nodes are weighted arithmetic means over what is present.
"""

import csv
import sys
from pathlib import Path

import numpy as np

REPLICATIONS = 100_000
crate = Path(sys.argv[1])
rng = np.random.default_rng(20261123)

with open(crate / "tests/asem/asem_imeta.csv", encoding="utf-8") as file:
    meta = [row for row in csv.DictReader(file) if row["Type"] in ("Indicator", "Aggregate")]
with open(crate / "tests/asem/asem_idata.csv", encoding="utf-8") as file:
    reader = csv.reader(file)
    head = next(reader)
    rows = list(reader)
units = [row[0] for row in rows]

children = {}
for row in meta:
    if row["Parent"] not in ("", "NA"):
        children.setdefault(row["Parent"], []).append(row)
indicators = [row for row in meta if row["Type"] == "Indicator"]
place = {row["iCode"]: at for at, row in enumerate(indicators)}
data = np.full((len(units), len(indicators)), np.nan)
for row in indicators:
    column = head.index(row["iCode"])
    values = np.array([float(r[column]) if r[column] not in ("", "NA") else np.nan for r in rows])
    values *= float(row["Direction"])
    low, high = np.nanmin(values), np.nanmax(values)
    data[:, place[row["iCode"]]] = (values - low) / (high - low) * 100
root = next(row for row in meta if row["Parent"] in ("", "NA"))


def score(code, left_out):
    """Units by replications of the chunk."""
    if code in place:
        return np.repeat(data[:, [place[code]]], len(left_out), axis=1)
    total, weights = 0.0, 0.0
    for child in children[code]:
        values = score(child["iCode"], left_out)
        weight = float(child["Weight"]) * rng.uniform(0.75, 1.25, len(left_out))
        if child["iCode"] in place:
            weight = np.where(left_out == place[child["iCode"]], 0.0, weight)
        there = ~np.isnan(values)
        total = total + np.where(there, values, 0.0) * weight
        weights = weights + there * weight
    with np.errstate(invalid="ignore"):
        return total / weights


ranks = []
for start in range(0, REPLICATIONS, 2_000):
    left_out = np.where(rng.random(2_000) < 0.5, rng.integers(0, len(indicators), 2_000), -1)
    scores = score(root["iCode"], left_out)
    ranks.append(1 + (scores[None, :, :] > scores[:, None, :]).sum(axis=1))
ranks = np.concatenate(ranks, axis=1)
with open(crate / "tests/peers/uncertainty_asem.csv", "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["unit", "mean", "deviation", "q05", "median", "q95", "top_10"])
    for unit, row in zip(units, ranks):
        q = np.quantile(row, [0.05, 0.5, 0.95])
        writer.writerow([unit, row.mean(), row.std(), *q, (row <= 10).mean()])
