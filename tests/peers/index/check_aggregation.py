"""Scores of methods of aggregation from their peers and from their formulas.

`check_aggregation.py --write` writes two CSV files for the tests of the index: the tables that are aggregated
(aggregation_tables.csv) and what each peer makes of them (aggregation_scores.csv). Without it, the stored files are
compared with what the peers say now. A peer is a package from the Python package index, or "formula": the
formula of the source written out once more, pair by pair and cell by cell, for methods that no peer has, and
for missing values, which no peer takes.
"""

import csv
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.stats
import skcriteria as skc
from pymcdm import methods as pymcdm
from pymcdm.normalizations import minmax_normalization, vector_normalization
from pyDecision.algorithm.e_iii import credibility_matrix, global_concordance_matrix
from pyDecision.algorithm.gra import gra_method
from pyDecision.algorithm.p_ii import promethee_ii
from skcriteria.agg.simple import WeightedSumModel
from skcriteria.agg.topsis import TOPSIS
from skcriteria.agg.vikor import VIKOR
from skcriteria.preprocessing.scalers import VectorScaler

warnings.filterwarnings("ignore")
generator = np.random.default_rng(20230614)

WEIGHTS = np.array([0.3, 0.1, 0.25, 0.2, 0.15])
TABLES = {
    "random": generator.uniform(1, 100, (14, 5)),
    "ties": generator.integers(1, 6, (16, 5)) * 20.0,
    "gaps": np.where(
        generator.uniform(size=(12, 5)) < 0.2, np.nan, generator.uniform(1, 100, (12, 5))
    ),
}
TABLES["gaps"][3] = np.nan

rows = []


def record(table, peer, aggregation, scores):
    rows.extend((table, peer, aggregation, f"u{at}", repr(float(s)) if s == s else "")
                for at, s in enumerate(scores))


# Peers, on tables without gaps.

for name in ("random", "ties"):
    x, w, up = TABLES[name], WEIGHTS, np.ones(5)
    ranges = np.ptp(x, axis=0)

    record(name, "pymcdm", '{ kind = "topsis" }',
           pymcdm.TOPSIS(normalization_function=lambda c, cost=False: c)(x, w, up, validation=False))
    record(name, "pymcdm", '{ kind = "topsis", scaling = "range" }',
           pymcdm.TOPSIS(normalization_function=minmax_normalization)(x, w, up))
    record(name, "pymcdm", '{ kind = "topsis", scaling = "vector" }',
           pymcdm.TOPSIS(normalization_function=vector_normalization)(x, w, up))
    for v in (0.5, 0.2):
        record(name, "pymcdm", f'{{ kind = "vikor", v = {v} }}',
               1 - pymcdm.VIKOR(v=v)(x, w, up))
    q, p = 0.07, 0.43
    for kind, ours, thresholds in (
        ("usual", "usual", {}),
        ("ushape", "u-shape", {"q": q * ranges}),
        ("vshape", "v-shape", {"p": p * ranges}),
        ("level", "level", {"q": q * ranges, "p": p * ranges}),
        ("vshape_2", "linear", {"q": q * ranges, "p": p * ranges}),
    ):
        record(name, "pymcdm",
               f'{{ kind = "promethee-ii", function = "{ours}", indifference = {q}, preference = {p} }}',
               pymcdm.PROMETHEE_II(kind, **thresholds)(x, w, up))
    record(name, "pymcdm", '{ kind = "arithmetic" }',
           pymcdm.WSM(normalization_function=lambda c, cost=False: c)(x, w, up, validation=False))

    matrix = skc.mkdm(x, objectives=[max] * 5, weights=w)
    record(name, "scikit-criteria", '{ kind = "topsis" }', TOPSIS().evaluate(matrix).e_.similarity)
    record(name, "scikit-criteria", '{ kind = "topsis", scaling = "vector" }',
           TOPSIS().evaluate(VectorScaler(target="matrix").transform(matrix)).e_.similarity)
    record(name, "scikit-criteria", '{ kind = "vikor" }', 1 - VIKOR().evaluate(matrix).e_.q_k)
    record(name, "scikit-criteria", '{ kind = "arithmetic" }', WeightedSumModel().evaluate(matrix).e_.score)

    # pyDecision divides the grade by the number of units; that factor is taken out.
    record(name, "pyDecision", '{ kind = "grey-relational", rho = 0.3, scaling = "range" }',
           gra_method(x, ["max"] * 5, w, epsilon=0.3, graph=False, verbose=False) * len(x))
    flows = promethee_ii(x, w, [0] * 5, 0.25 * ranges, [1] * 5, ["t6"] * 5, sort=False,
                         graph=False, verbose=False)
    record(name, "pyDecision", '{ kind = "promethee-ii", function = "gaussian" }', flows[:, 1])

    record(name, "scipy", '{ kind = "geometric" }', scipy.stats.gmean(x, axis=1, weights=w))
    record(name, "scipy", '{ kind = "harmonic" }', scipy.stats.hmean(x, axis=1, weights=w))
    for power in (-2, 0.5, 3):
        record(name, "scipy", f'{{ kind = "power-mean", power = {power} }}',
               scipy.stats.pmean(x, power, axis=1, weights=w))
    ranks = scipy.stats.rankdata(x, axis=0)
    record(name, "scipy", '{ kind = "rank-sum-ratio" }', ranks @ w / len(x))
    record(name, "scipy", '{ kind = "borda" }', (ranks - 1) @ w / (len(x) - 1))


# Formulas written out, on all tables. `of` gives the values and weights a unit has.

def of(x, unit):
    has = ~np.isnan(x[unit])
    return x[unit][has], WEIGHTS[has] / WEIGHTS[has].sum(), np.flatnonzero(has)


def by_unit(x, score):
    return [score(*of(x, unit)) if (~np.isnan(x[unit])).any() else np.nan for unit in range(len(x))]


def copeland(x):
    def beats(a, b):
        both = ~np.isnan(x[a]) & ~np.isnan(x[b])
        # Counted in hundredths, so that a tie is a tie.
        hundredths = np.round(WEIGHTS * 100).astype(int)
        return np.sign((hundredths[both] * np.sign(x[a] - x[b])[both].astype(int)).sum())
    units = range(len(x))
    return [sum(beats(a, b) for b in units) if (~np.isnan(x[a])).any() else np.nan for a in units]


def mazziotta_pareto(standardised, sign):
    def score(values, weights, _):
        mean = values @ weights
        return mean + sign * (((values - mean) ** 2) @ weights) / mean
    return by_unit(standardised, score)


def owa(x, exponent):
    def score(values, weights, _):
        order = np.argsort(-values, kind="stable")
        cumulative = np.cumsum(weights[order])
        cumulative[-1] = 1
        quantified = np.concatenate([[0], cumulative ** exponent])
        return np.diff(quantified) @ values[order]
    return by_unit(x, score)


def fuzzy(x, grades, operator, verdict, low, high):
    centres = np.linspace(low, high, grades)
    step = centres[1] - centres[0]

    def score(values, weights, _):
        r = np.maximum(0, 1 - np.abs(np.clip(values, low, high)[:, None] - centres) / step)
        w = weights[:, None]
        b = {"weighted-mean": (w * r).sum(axis=0),
             "min-max": np.minimum(w, r).max(axis=0),
             "product-max": (w * r).max(axis=0),
             "bounded-sum": np.minimum(1, np.minimum(w, r).sum(axis=0))}[operator]
        if verdict == "maximum-membership":
            return centres[b == b.max()].mean()
        return b @ centres / b.sum()
    return by_unit(x, score)


def set_pair(x):
    best, worst = np.nanmax(x, axis=0), np.nanmin(x, axis=0)

    def score(values, weights, at):
        u, v = best[at], worst[at]
        identity = weights @ (values / (u + v))
        contrariety = weights @ (u * v / ((u + v) * values))
        return identity / (identity + contrariety)
    return by_unit(x, score)


def electre(x, q, p, v):
    """Roy's procedure step by step, from the credibilities of pyDecision where nothing is missing."""
    n, ranges = len(x), np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    sigma = np.zeros((n, n))
    if not np.isnan(x).any():
        concordance = global_concordance_matrix(x, p * ranges, q * ranges, WEIGHTS)
        sigma = credibility_matrix(x, concordance, p * ranges, v * ranges)
    else:
        for a in range(n):
            for b in range(n):
                both = ~np.isnan(x[a]) & ~np.isnan(x[b])
                if a == b or not both.any():
                    continue
                d = ((x[b] - x[a]) / ranges)[both]
                c = np.clip((p - d) / (p - q), 0, 1) @ WEIGHTS[both] / WEIGHTS[both].sum()
                sigma[a, b] = c
                for discordance in np.clip((d - p) / (v - p), 0, 1):
                    if discordance > c:
                        sigma[a, b] *= (1 - discordance) / (1 - c)

    def s(level):
        return 0.3 - 0.15 * level

    def distil(units, choose):
        classes, left = [], list(units)
        while left:
            kept = list(left)
            pairs = [sigma[a, b] for a in kept for b in kept if a != b]
            level = max(pairs, default=0)
            while len(kept) > 1 and level > 0:
                pairs = [sigma[a, b] for a in kept for b in kept if a != b]
                level = max([c for c in pairs if c < level - s(level)], default=0)
                def outranks(a, b):
                    return sigma[a, b] > level and sigma[a, b] - sigma[b, a] > s(sigma[a, b])
                qualification = {a: sum(outranks(a, b) for b in kept if b != a)
                                 - sum(outranks(b, a) for b in kept if b != a) for a in kept}
                extreme = choose(qualification.values())
                kept = [a for a in kept if qualification[a] == extreme]
            classes.append(kept)
            left = [a for a in left if a not in kept]
        return classes

    units = [a for a in range(n) if (~np.isnan(x[a])).any()]
    place = {a: 0.0 for a in units}
    for classes in (distil(units, max), distil(units, min)[::-1]):
        ranks = scipy.stats.rankdata(
            [next(i for i, kept in enumerate(classes) if a in kept) for a in units])
        for a, rank in zip(units, ranks):
            place[a] += rank / 2
    return [1 - (place[a] - 1) / (len(units) - 1) if a in place else np.nan for a in range(n)]


def topsis(x):
    scaled = x / np.sqrt(np.nansum(x * x, axis=0))
    best, worst = np.nanmax(scaled, axis=0), np.nanmin(scaled, axis=0)

    def score(values, weights, at):
        near = np.linalg.norm(weights * (best[at] - values))
        far = np.linalg.norm(weights * (values - worst[at]))
        return far / (near + far)
    return by_unit(scaled, score)


def vikor(x, v):
    gaps = (np.nanmax(x, axis=0) - x) / (np.nanmax(x, axis=0) - np.nanmin(x, axis=0))
    total = np.array(by_unit(gaps, lambda g, w, _: g @ w))
    regret = np.array(by_unit(gaps, lambda g, w, _: (g * w).max()))
    share = [(y - np.nanmin(y)) / (np.nanmax(y) - np.nanmin(y)) for y in (total, regret)]
    return 1 - v * share[0] - (1 - v) * share[1]


def grey(x, rho):
    distance = np.nanmax(x, axis=0) - x
    scale = rho * np.nanmax(distance)
    return by_unit((np.nanmin(distance) + scale) / (distance + scale), lambda xi, w, _: xi @ w)


def linear_flows(x, q, p):
    ranges = np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    flows = np.full_like(x, np.nan)
    for j in range(x.shape[1]):
        has = np.flatnonzero(~np.isnan(x[:, j]))
        for a in has:
            d = (x[a, j] - x[has, j]) / ranges[j]
            degree = np.clip((d - q) / (p - q), 0, 1) - np.clip((-d - q) / (p - q), 0, 1)
            flows[a, j] = degree.sum() / (len(has) - 1)
    return by_unit(flows, lambda phi, w, _: phi @ w)


for name, x in TABLES.items():
    record(name, "formula", '{ kind = "copeland" }', copeland(x))
    centred = (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0) * 10 + 100
    record(name, "formula", '{ kind = "mazziotta-pareto" }', mazziotta_pareto(centred, -1))
    spread = np.nanmax(x, axis=0) - np.nanmin(x, axis=0)
    adjusted = (x - np.nanmin(x, axis=0)) / spread * 60 + 70
    record(name, "formula", '{ kind = "mazziotta-pareto", form = "adjusted", penalty = "positive" }',
           mazziotta_pareto(adjusted, 1))
    record(name, "formula", '{ kind = "mazziotta-pareto", form = "as-given" }', mazziotta_pareto(x, -1))
    for exponent in (0.5, 2):
        record(name, "formula", f'{{ kind = "ordered-weighted-average", exponent = {exponent} }}',
               owa(x, exponent))
    record(name, "formula", '{ kind = "mean-min", alpha = 0.7, beta = 12 }',
           by_unit(x, lambda y, w, _: y @ w - 0.7 * (np.hypot(y @ w - y.min(), 12) - 12)))
    for operator in ("weighted-mean", "min-max", "product-max", "bounded-sum"):
        for verdict in ("weighted-mean", "maximum-membership"):
            record(name, "formula",
                   f'{{ kind = "fuzzy-comprehensive", grades = 4, operator = "{operator}", '
                   f'verdict = "{verdict}", low = 10, high = 90 }}',
                   fuzzy(x, 4, operator, verdict, 10, 90))
    record(name, "formula", '{ kind = "set-pair" }', set_pair(x))
    record(name, "formula", '{ kind = "electre-iii", indifference = 0.04, preference = 0.23, veto = 0.77 }',
           electre(x, 0.04, 0.23, 0.77))
    counts = (~np.isnan(x)).sum(axis=0)
    interpolated = (1 + (counts - 1) * (x - np.nanmin(x, axis=0)) / spread) / counts
    record(name, "formula", '{ kind = "rank-sum-ratio", ranking = "interpolated" }',
           by_unit(interpolated, lambda r, w, _: r @ w))
    record(name, "formula", '{ kind = "topsis", scaling = "vector" }', topsis(x))
    record(name, "formula", '{ kind = "vikor", v = 0.3 }', vikor(x, 0.3))
    record(name, "formula", '{ kind = "grey-relational" }', grey(x, 0.5))
    record(name, "formula", '{ kind = "promethee-ii", function = "linear", indifference = 0.1, preference = 0.6 }',
           linear_flows(x, 0.1, 0.6))
    ranks = np.array([pd.Series(column).rank().to_numpy() for column in x.T]).T
    record(name, "formula", '{ kind = "borda" }',
           by_unit((ranks - 1) / (counts - 1), lambda share, w, _: share @ w))
    record(name, "formula", '{ kind = "rank-sum-ratio" }', by_unit(ranks / counts, lambda r, w, _: r @ w))
    for kind, power in (("geometric", 0), ("harmonic", -1), ("power-mean", 0.5)):
        record(name, "formula", f'{{ kind = "{kind}" }}',
               by_unit(x, lambda y, w, _: np.exp(w @ np.log(y)) if power == 0 else (w @ y ** power) ** (1 / power)))

tables = [["table", "unit", *"abcde"]]
for name, x in TABLES.items():
    tables.append([name, "weight", *(repr(float(weight)) for weight in WEIGHTS)])
    tables.extend([name, f"u{at}", *(repr(float(v)) if v == v else "" for v in row)]
                  for at, row in enumerate(x))
scores = [["table", "peer", "aggregation", "unit", "score"], *map(list, rows)]


def same(stored, found):
    try:
        return abs(float(stored) - float(found)) <= 1e-12 * max(1, abs(float(found)))
    except ValueError:
        return stored == found


folder = Path(__file__).resolve().parents[3] / "crates/index/tests/peers"
for file, found in (("aggregation_tables.csv", tables), ("aggregation_scores.csv", scores)):
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
