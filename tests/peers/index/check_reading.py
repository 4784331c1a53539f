"""Expected values for the audit, for tiers and for reach, from numpy, scipy, jenkspy and mapclassify.

Compares them with those stored in crates/index/tests/peers/reading.csv (quantity,key,value; numbers with full precision),
or, with --write, stores them. Nothing of Jushu is used: the ASEM scores are those of COINr, the tree is read from the
framework file.
"""

import csv
import math
import sys
import tomllib
from pathlib import Path

import jenkspy
import mapclassify
import numpy as np
from scipy import stats
from scipy.optimize import linprog

TOP = Path(__file__).resolve().parents[3]
ASEM = TOP / "crates/index/tests/asem"
OUT = TOP / "crates/index/tests/peers/reading.csv"
BANDWIDTHS = [0.15, 0.2, 0.27, 0.36, 0.48, 0.65, 0.87, 1.2, 1.6, 2.1]


def table(path, key):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def number(text):
    return float(text) if text not in ("", "NA") else math.nan


codes = {row["uCode"]: name for name, row in table(ASEM / "asem_idata.csv", "uName").items()}
normalised = table(ASEM / "asem_normalised_minmax_0_100.csv", "uCode")
aggregated = table(ASEM / "asem_aggregated_amean.csv", "uCode")
framework = tomllib.loads((TOP / "frameworks/asem.toml").read_text(encoding="utf-8"))
indicators = [indicator["id"] for indicator in framework["indicator"]]
nodes = [node["id"] for node in framework["node"]]
parent = {entry["id"]: entry.get("parent") for entry in framework["node"] + framework["indicator"]}
given = {entry["id"]: entry.get("weight", 1.0) for entry in framework["node"] + framework["indicator"]}
root = next(node for node in nodes if parent[node] is None)
children = {node: [id for id, above in parent.items() if above == node] for node in nodes}
weight = {root: 1.0}
for node in nodes:
    total = sum(given[child] for child in children[node])
    for child in children[node]:
        weight[child] = given[child] / total
units = list(codes)


def value(unit, id):
    row = normalised if id in indicators else aggregated
    return number(row[unit][id])


column = {id: np.array([value(unit, id) for unit in units]) for id in indicators + nodes}
rows = []


def record(quantity, key, value):
    rows.append([quantity, key, repr(float(value))])


def both(x, y):
    present = ~np.isnan(x) & ~np.isnan(y)
    return x[present], y[present]


# Statistics of single indicators and of pairs.
for id in indicators:
    x = column[id][~np.isnan(column[id])]
    record("skewness", id, stats.skew(x, bias=False))
    record("kurtosis", id, stats.kurtosis(x, bias=False))
for a, b in zip(indicators, indicators[1:] + indicators[:1]):
    x, y = both(column[a], column[b])
    record("pearson", f"{a} {b}", stats.pearsonr(x, y).statistic)
    record("spearman", f"{a} {b}", stats.spearmanr(x, y).statistic)

# Alpha and principal components of every node, over the units with all values.
for node in nodes:
    block = np.column_stack([column[child] for child in children[node]])
    block = block[~np.isnan(block).any(axis=1)]
    scaled = block / block.std(axis=0, ddof=1)
    k = scaled.shape[1]
    variances = scaled.var(axis=0, ddof=1).sum()
    record("alpha", node, k / (k - 1) * (1 - variances / scaled.sum(axis=1).var(ddof=1)))
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(block, rowvar=False))[::-1]
    record("eigenvalue-1", node, eigenvalues[0])
    record("eigenvalue-2", node, eigenvalues[1])


def local_linear(x, y, at, bandwidth, without=None):
    """The value at x[at] of the weighted straight line, the point `without` left out."""
    kernel = np.exp(-0.5 * ((x - x[at]) / bandwidth) ** 2)
    if without is not None:
        kernel[without] = 0.0
    design = np.column_stack([np.ones_like(x), (x - x[at]) / bandwidth])
    root_kernel = np.sqrt(kernel)
    solution, *_ = np.linalg.lstsq(design * root_kernel[:, None], y * root_kernel, rcond=None)
    return solution[0]


def correlation_ratio(x, y):
    deviation = x.std(ddof=1)
    best = None
    for bandwidth in BANDWIDTHS:
        width = bandwidth * deviation
        # Left out for real and fitted again, not by the shortcut over the leverage.
        error = sum((y[i] - local_linear(x, y, i, width, without=i)) ** 2 for i in range(len(x)))
        if best is None or error < best[0]:
            best = (error, width)
    curve = np.array([local_linear(x, y, i, best[1]) for i in range(len(x))])
    return curve.var(ddof=1) / y.var(ddof=1)


# Indicators with long tails leave the choice of bandwidth to a single far point, where the two ways of
# computing differ by rounding; nodes are compared.
for node in nodes[1:]:
    x, y = both(column[node], column[parent[node]])
    record("correlation-ratio", node, correlation_ratio(x, y))

# Tiers of the index.
index = column[root]
for tiers in range(2, 8):
    breaks = jenkspy.jenks_breaks(index.tolist(), tiers)
    classes = np.digitize(index, breaks[1:-1], right=True)
    other = mapclassify.FisherJenks(index, tiers)
    within = sum(((index[classes == t] - index[classes == t].mean()) ** 2).sum() for t in range(tiers))
    again = sum(((index[other.yb == t] - index[other.yb == t].mean()) ** 2).sum() for t in range(tiers))
    assert math.isclose(within, again, rel_tol=1e-12), "the peers disagree"
    record("tiers-fit", tiers, 1 - within / ((index - index.mean()) ** 2).sum())
    for t in range(1, tiers):
        record("tiers-cut", f"{tiers} {tiers - t}", index[classes == t].min())


# Reach: the cheapest raise of normalised values to the score of a rank.
def own_weights(unit):
    """Effective weights of the indicators that a unit has, those of missing ones spread over the rest."""
    found = {}

    def descend(node, share):
        below = [child for child in children[node] if not math.isnan(value(unit, child))]
        total = sum(weight[child] for child in below)
        for child in below:
            part = share * weight[child] / total
            if child in children:
                descend(child, part)
            else:
                found[child] = part

    descend(root, 1.0)
    return found


costs = {id: 1 + 0.5 * (at % 5) for at, id in enumerate(indicators)}
ranking = sorted(units, key=lambda unit: -value(unit, root))
for place in (3, 10, 20, 35, 50):
    unit = ranking[place]
    for rank in {1, max(1, place - 5), place}:
        target = value(ranking[rank - 1], root)
        own = own_weights(unit)
        ids = list(own)
        limits = [(0.0, np.nanmax(column[id]) - value(unit, id)) for id in ids]
        solution = linprog(
            [costs[id] for id in ids],
            A_ub=[[-own[id] for id in ids]],
            b_ub=[value(unit, root) - target],
            bounds=limits,
            method="highs",
        )
        record("reach", f"{codes[unit]}|{rank}", solution.fun if solution.status == 0 else math.nan)

# The largest lead under weights within the tolerance, as a flow of weight down the tree.
complete = [unit for unit in ranking if not any(math.isnan(value(unit, id)) for id in indicators)]
flows = [id for id in parent if parent[id] is not None]
position = {id: at for at, id in enumerate(flows)}


def largest_lead(a, b, tolerance):
    objective = np.zeros(len(flows))
    for id in indicators:
        objective[position[id]] = -(value(a, id) - value(b, id))
    equal, equal_to, below = [], [], []
    for node in nodes:
        row = np.zeros(len(flows))
        for child in children[node]:
            row[position[child]] = 1.0
            low, high = weight[child] * (1 - tolerance), min(1.0, weight[child] * (1 + tolerance))
            for sign, bound in ((1.0, high), (-1.0, -max(0.0, low))):
                limit = np.zeros(len(flows))
                limit[position[child]] = sign
                if node != root:
                    limit[position[node]] = -bound
                    below.append((limit, 0.0))
                else:
                    below.append((limit, bound))
        if node != root:
            row[position[node]] = -1.0
        equal.append(row)
        equal_to.append(1.0 if node == root else 0.0)
    solution = linprog(
        objective,
        A_eq=equal,
        b_eq=equal_to,
        A_ub=[row for row, _ in below],
        b_ub=[limit for _, limit in below],
        bounds=(0, 1),
        method="highs",
    )
    return -solution.fun


def nearest_weights(a, b):
    effective = []
    for id in indicators:
        share, at = 1.0, id
        while at is not None:
            share, at = share * weight[at], parent[at]
        effective.append(share)
    effective = np.array(effective)
    d = np.array([value(a, id) - value(b, id) for id in indicators])
    n = len(indicators)
    solution = linprog(
        np.ones(2 * n),
        A_eq=[np.concatenate([np.ones(n), -np.ones(n)])],
        b_eq=[0.0],
        A_ub=[np.concatenate([-d, d])],
        b_ub=[effective @ d],
        bounds=[(0, 1)] * n + [(0, e) for e in effective],
        method="highs",
    )
    return solution.fun / 2 if solution.status == 0 else math.nan


for behind, ahead in ((1, 0), (5, 2), (9, 3), (15, 1), (len(complete) - 1, 0)):
    a, b = complete[behind], complete[ahead]
    for tolerance in (0.25, 0.6):
        record("lead", f"{codes[a]}|{codes[b]}|{tolerance}", largest_lead(a, b, tolerance))
    record("nearest-weights", f"{codes[a]}|{codes[b]}", nearest_weights(a, b))

header = ["quantity", "key", "value"]
if "--write" in sys.argv:
    with open(OUT, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    sys.exit()
with open(OUT, encoding="utf-8", newline="") as file:
    stored = list(csv.reader(file))[1:]
if [row[:2] for row in stored] != [[quantity, str(key)] for quantity, key, _ in rows]:
    sys.exit("reading.csv holds other quantities: run with --write and look at the difference")
for (quantity, key, old), (_, _, new) in zip(stored, rows):
    same = math.isclose(float(old), float(new), rel_tol=1e-9, abs_tol=1e-12)
    if not same and not (math.isnan(float(old)) and math.isnan(float(new))):
        sys.exit(f"reading.csv, {quantity} {key}: {old} stored, {new} from the peers now")
print(f"reading.csv: {len(rows)} values as stored")
