"""Weights from methods of weighting, from their peers and from their formulas.

`check_weighting.py --write` writes CSV files for the tests of the index: the tables that weights are drawn from
(weighting_tables.csv), what each peer makes of them (weighting_weights.csv, and weighting_scores.csv for scores under
weights of every unit's own), and what follows from the judgements of experts (weighting_experts.csv). Without it, the
stored files are compared with what the peers say now. A peer is a package from the Python package index, or
"formula": the formula of the source written out once more with numpy, for methods that no peer has, and for missing
values, which no peer takes. Linear programs are solved by HiGHS through scipy.

Peers that are wrong are left out where they are: pymcdm's entropy takes a column with a zero for one without entropy,
its CILOS looks at the first of several best units, and pyDecision's best-worst method is a local search.
"""

import csv
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import skcriteria as skc
from pymcdm import weights as pymcdm
from pyDecision.algorithm.ahp import ahp_method
from pyDecision.algorithm.roc import roc_method
from pyDecision.algorithm.rrw import rrw_method
from pyDecision.algorithm.rsw import rsw_method
from scipy.optimize import linprog, minimize, nnls
from skcriteria.preprocessing import weighters

warnings.filterwarnings("ignore")
generator = np.random.default_rng(20231107)

GIVEN = np.array([0.3, 0.1, 0.25, 0.2, 0.15])
factors = generator.normal(size=(40, 2))
loadings = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.3, 0.8], [0.2, 0.9]])
TABLES = {
    "random": generator.uniform(1, 100, (20, 5)),
    "correlated": 50 + 10 * (factors @ loadings.T + 0.5 * generator.normal(size=(40, 5))),
    "opposed": 50 + 10 * (factors @ (loadings * [[1], [1], [1], [1], [-1]]).T
                          + 0.7 * generator.normal(size=(40, 5))),
    "gaps": np.where(generator.uniform(size=(24, 5)) < 0.15, np.nan, generator.uniform(1, 100, (24, 5))),
    "zeros": np.round(generator.uniform(0, 100, (18, 5))),
}
zeros = TABLES["zeros"]
TABLES["zeros"] = 100 * (zeros - zeros.min(axis=0)) / np.ptp(zeros, axis=0)

weights, scores, experts = [], [], []


def record(table, peer, weighting, found):
    found = np.asarray(found, dtype=float)
    assert abs(found.sum() - 1) < 1e-9, (table, peer, weighting, found)
    weights.append([table, peer, weighting, *(repr(float(w)) for w in found)])


def shares(amounts):
    return np.asarray(amounts) / np.sum(amounts)


def columns(x):
    return [column[~np.isnan(column)] for column in x.T]


# Peers, on tables without gaps.

ONES = np.ones(5)
for name in ("random", "correlated", "opposed"):
    x = TABLES[name]
    maximise = np.ones(5, dtype=int)
    record(name, "pymcdm", '{ kind = "entropy" }', pymcdm.entropy_weights(x))
    record(name, "pymcdm", '{ kind = "standard-deviation" }', pymcdm.standard_deviation_weights(x))
    record(name, "pymcdm", '{ kind = "gini" }', pymcdm.gini_weights(x))
    record(name, "pymcdm", '{ kind = "angle" }', pymcdm.angle_weights(x))
    record(name, "pymcdm", '{ kind = "critic" }', pymcdm.critic_weights(x))
    record(name, "pymcdm", '{ kind = "merec" }', pymcdm.merec_weights(x, ONES))
    record(name, "pymcdm", '{ kind = "cilos" }', pymcdm.cilos_weights(x, ONES))
    record(name, "pymcdm", '{ kind = "idocriw" }', pymcdm.idocriw_weights(x, ONES))
    record(name, "scikit-criteria", '{ kind = "entropy" }', weighters.entropy_weights(x))
    record(name, "scikit-criteria", '{ kind = "standard-deviation" }', weighters.std_weights(x))
    record(name, "scikit-criteria", '{ kind = "gini" }', weighters.gini_weights(x))
    record(name, "scikit-criteria", '{ kind = "merec" }', weighters.merec_weights(x, maximise))
    for correlation in ("pearson", "spearman"):
        record(name, "scikit-criteria", f'{{ kind = "critic", correlation = "{correlation}" }}',
               weighters.critic_weights(x, maximise, correlation=correlation))
record("zeros", "scikit-criteria", '{ kind = "entropy" }', weighters.entropy_weights(TABLES["zeros"]))


# Formulas written out, for missing values and where no peer is.

def entropy(x):
    def of(column):
        p = column / column.sum()
        return -(p[p > 0] * np.log(p[p > 0])).sum() / np.log(len(column))
    return shares([1 - of(column) for column in columns(x)])


def critic(x, method="pearson"):
    r = pd.DataFrame(x).corr(method=method).to_numpy()
    s = [np.std(column, ddof=1) / np.ptp(column) for column in columns(x)]
    return shares(np.array(s) * (1 - r).sum(axis=0))


def merec(x):
    u = np.abs(np.log(np.nanmin(x, axis=0) / x))
    count = (~np.isnan(u)).sum(axis=1, keepdims=True)
    whole = np.nansum(u, axis=1, keepdims=True)
    change = np.abs(np.log1p((whole - u) / count) - np.log1p(whole / count))
    return shares(np.nanmean(change, axis=0))


def pair_distances(column):
    return np.abs(column[:, None] - column[None, :]).mean()


def independence(x):
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    found = []
    for j in range(z.shape[1]):
        others = np.delete(z, j, axis=1)
        coefficients, *_ = np.linalg.lstsq(others, z[:, j], rcond=None)
        found.append(1 / np.corrcoef(others @ coefficients, z[:, j])[0, 1])
    return shares(found)


def components(x):
    values, vectors = np.linalg.eigh(np.corrcoef(x.T))
    return values[::-1], vectors[:, ::-1]


def varimax(l):
    """Kaiser's normalisation, then the iteration by singular values."""
    length = np.sqrt((l ** 2).sum(axis=1, keepdims=True))
    a, rotation = l / length, np.eye(l.shape[1])
    for _ in range(100_000):
        turned = a @ rotation
        u, _, v = np.linalg.svd(a.T @ (turned ** 3 - turned * (turned ** 2).mean(axis=0)))
        new = u @ v
        done = np.abs(new - rotation).max() < 1e-15
        rotation = new
        if done:
            break
    return (a @ rotation) * length


def correlations_with_parent(x, w):
    y = x @ w
    return np.array([np.corrcoef(column, y)[0, 1] for column in x.T])


def search(x, loss):
    """The best of many constrained searches over weights."""
    best = None
    for start in [np.full(5, 0.2), *generator.dirichlet(np.ones(5), 30)]:
        found = minimize(loss, start, method="SLSQP", bounds=[(0, 1)] * 5,
                         constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
                         options={"ftol": 1e-15, "maxiter": 2000})
        if best is None or found.fun < best.fun:
            best = found
    return best.x


for name, x in TABLES.items():
    if name == "zeros":
        continue
    record(name, "formula", '{ kind = "entropy" }', entropy(x))
    record(name, "formula", '{ kind = "critic" }', critic(x))
    record(name, "formula", '{ kind = "critic", correlation = "spearman" }', critic(x, "spearman"))
    record(name, "formula", '{ kind = "merec" }', merec(x))
    record(name, "formula", '{ kind = "coefficient-of-variation" }',
           shares([np.std(column, ddof=1) / column.mean() for column in columns(x)]))
    record(name, "formula", '{ kind = "standard-deviation" }',
           shares([np.std(column, ddof=1) for column in columns(x)]))
    record(name, "formula", '{ kind = "gini" }',
           shares([pair_distances(column) / column.mean() for column in columns(x)]))
    record(name, "formula", '{ kind = "maximal-deviation" }',
           shares([pair_distances(column) for column in columns(x)]))
    record(name, "formula", '{ kind = "angle" }',
           shares([np.arccos(column.sum() / np.sqrt(len(column) * (column ** 2).sum())) for column in columns(x)]))
    unit = (x - np.nanmin(x, axis=0)) / (np.nanmax(x, axis=0) - np.nanmin(x, axis=0))
    record(name, "formula", '{ kind = "entropy", values = "unit-interval" }', entropy(unit))
    record(name, "formula", '{ kind = "merec", values = "above-zero" }', merec(0.01 + 0.99 * unit))

for name in ("random", "correlated", "opposed"):
    x = TABLES[name]
    record(name, "formula", '{ kind = "independence" }', independence(x))
    values, vectors = components(x)
    first = vectors[:, 0] * np.sign(vectors[:, 0].sum())
    record(name, "formula", '{ kind = "principal-components" }', shares(np.maximum(first, 0)))
    for retain, kept in (('retain = "kaiser"', (values > 1).sum()),
                         ('retain = "variance", variance = 0.85', 1 + (values.cumsum() < 0.85 * 5).sum())):
        record(name, "formula", f'{{ kind = "principal-components", rule = "variance-share", {retain} }}',
               shares(np.abs(vectors[:, :kept]) @ values[:kept]))
        loaded = vectors[:, :kept] * np.sqrt(values[:kept])
        record(name, "formula", f'{{ kind = "factor-analysis", {retain}, rotation = "none" }}',
               shares((loaded ** 2).max(axis=1)))
        record(name, "formula", f'{{ kind = "factor-analysis", {retain} }}',
               shares((varimax(loaded) ** 2).max(axis=1)))
    deviation = x.std(axis=0)
    for target, t in (("equal", np.ones(5)), ("given", GIVEN)):
        a, _ = nnls(np.corrcoef(x.T), t)
        record(name, "formula", f'{{ kind = "correlation-balanced", target = "{target}" }}', shares(a / deviation))
    record(name, "search", '{ kind = "information-maximising" }',
           search(x, lambda w: -correlations_with_parent(x, w).sum()))
    record(name, "search", '{ kind = "information-maximising", measure = "explained-variance" }',
           search(x, lambda w: -(correlations_with_parent(x, w) ** 2).sum()))


# Benefit of the doubt by linear programs over all units at once.

def solve(c, **constraints):
    found = linprog(c, method="highs", options={"primal_feasibility_tolerance": 1e-10,
                                                "dual_feasibility_tolerance": 1e-10}, **constraints)
    assert found.status == 0, found.message
    return found


def share_rows(x, limits):
    """w_j x_j between the limits of Σ w x, as rows of A·w <= 0."""
    rows = []
    for j, (least, most) in enumerate(limits):
        own = np.eye(len(x))[j]
        rows += [(least - own) * x, (own - most) * x]
    return rows


def benefit_of_the_doubt(x, limits=None):
    found = []
    for row in x:
        if np.isnan(row).all():
            found.append(np.nan)
            continue
        a, b = [*np.nan_to_num(x)], [1.0] * len(x)
        if limits is not None:
            rows = share_rows(row, limits)
            a, b = a + rows, b + [0.0] * len(rows)
        found.append(-solve(-np.nan_to_num(row), A_ub=np.array(a), b_ub=b).fun)
    return found


for name in ("random", "correlated", "zeros", "gaps"):
    x = TABLES[name] / np.nanmax(TABLES[name], axis=0)
    bounded = [("", None)]
    if name != "gaps":
        bounded += [(', bounds = "shares", least_share = 0.1, most_share = 0.35', [(0.1, 0.35)] * 5),
                    (', bounds = "shares", most_share = 0.4', [(0.0, 0.4)] * 5),
                    (', bounds = "around-given", within = 0.5', [(0.5 * g, 1.5 * g) for g in GIVEN])]
    for text, limits in bounded:
        for unit, score in enumerate(benefit_of_the_doubt(x, limits)):
            scores.append([name, "scipy", f'{{ kind = "benefit-of-the-doubt"{text} }}', f"u{unit}",
                           repr(float(score)) if score == score else ""])

for name in ("random", "correlated"):
    x = TABLES[name] / TABLES[name].max(axis=0)
    units = len(x)
    least = solve([0] * 5 + [-1], A_ub=np.vstack([np.c_[x, np.zeros(units)], np.c_[-x, np.ones(units)]]),
                  b_ub=[1] * units + [0] * units).x[-1]
    found = solve(-x.mean(axis=0), A_ub=np.vstack([x, -x]), b_ub=[1] * units + [-least] * units).x
    record(name, "scipy", '{ kind = "benefit-of-the-doubt", variant = "common" }',
           shares(found / TABLES[name].max(axis=0)))


# Experts.

IDS = "abcde"


def record_experts(peer, weighting, judgement, found):
    experts.append([peer, weighting, judgement, *(repr(float(w)) for w in found)])


def matrix_text(matrix):
    cell = lambda v: str(int(v)) if v >= 1 else f'"1/{round(1 / v)}"'
    rows = ", ".join("[" + ", ".join(map(cell, row)) + "]" for row in matrix)
    return f'order = ["a", "b", "c", "d", "e"]\nmatrix = [{rows}]'


matrix = np.ones((5, 5))
for (i, j), value in {(0, 1): 2, (0, 2): 4, (0, 3): 3, (0, 4): 7, (1, 2): 3, (1, 3): 2, (1, 4): 5,
                      (2, 3): 1 / 2, (2, 4): 2, (3, 4): 4}.items():
    matrix[i, j], matrix[j, i] = value, 1 / value
values, vectors = np.linalg.eig(matrix)
principal = vectors[:, values.real.argmax()].real
record_experts("formula", '{ kind = "ahp" }', matrix_text(matrix), shares(principal))
found, _ = ahp_method(matrix, wd="me")
record_experts("pyDecision", '{ kind = "ahp" }', matrix_text(matrix), found)
found, _ = ahp_method(matrix, wd="g")
record_experts("pyDecision", '{ kind = "ahp", priorities = "geometric-mean" }', matrix_text(matrix), found)

for forward, backward in (([2, 1, 4, 2, 8], [4, 8, 2, 4, 1]), ([3, 1, 5, 2, 9], [4, 9, 2, 6, 1])):
    best, worst = 1, 4
    rows = []
    for j in range(5):
        for first, second, factor in ((best, j, forward[j]), (j, worst, backward[j])):
            if first != second:
                row = np.zeros(6)
                row[first], row[second] = 1, -factor
                rows += [np.r_[row[:5], -1], np.r_[-row[:5], -1]]
    found = solve([0] * 5 + [1], A_ub=rows, b_ub=[0] * len(rows), A_eq=[[1] * 5 + [0]], b_eq=[1]).x[:5]
    listed = lambda ratios: ", ".join(f"{i} = {ratio}" for i, ratio in zip(IDS, ratios))
    record_experts("scipy", '{ kind = "best-worst" }',
                   f'best = "b"\nworst = "e"\nbest_to_others = {{ {listed(forward)} }}\n'
                   f'others_to_worst = {{ {listed(backward)} }}', found)

ranking = 'ranking = ["a", "b", "c", "d", "e"]'
for formula, peer in (("rank-order-centroid", roc_method), ("rank-sum", rsw_method), ("rank-reciprocal", rrw_method)):
    record_experts("pyDecision", f'{{ kind = "ranking", formula = "{formula}" }}', ranking,
                   peer([f"g{at}" for at in range(1, 6)]))

tables = [["table", "unit", *IDS]]
for name, x in TABLES.items():
    tables.extend([name, f"u{at}", *(repr(float(v)) if v == v else "" for v in row)]
                  for at, row in enumerate(x))


def same(stored, found):
    try:
        return abs(float(stored) - float(found)) <= 1e-7 * max(1, abs(float(found)))
    except ValueError:
        return stored == found


folder = Path(__file__).resolve().parents[3] / "crates/index/tests/peers"
for file, found in (("weighting_tables.csv", tables),
                    ("weighting_weights.csv", [["table", "peer", "weighting", *IDS], *weights]),
                    ("weighting_scores.csv", [["table", "peer", "weighting", "unit", "score"], *scores]),
                    ("weighting_experts.csv", [["peer", "weighting", "judgement", *IDS], *experts])):
    if "--write" in sys.argv:
        with open(folder / file, "w", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(found)
        continue
    with open(folder / file, newline="") as stored:
        stored = list(csv.reader(stored))
    if len(stored) != len(found):
        sys.exit(f"{file} has {len(stored)} rows, the peers give {len(found)}: run with --write and look at the difference")
    for at, (old, new) in enumerate(zip(stored, found), start=1):
        if len(old) != len(new) or not all(map(same, old, new)):
            sys.exit(f"{file}, row {at}: {old} stored, {new} from the peers now")
    print(f"{file}: {len(found)} rows as stored")
