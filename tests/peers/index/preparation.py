"""Expected results of denomination, imputation, treatment and normalisation, for crates/index.

Reads the ASEM data of crates/index/tests/asem and writes preparation_*.csv to crates/index/tests/peers.
Formulas are computed here with numpy by another route than in the crate (whole vectors, numpy's own
inverse and ranks); SciPy (skewness, kurtosis, Box-Cox), scikit-learn (k nearest neighbours) and pymcdm
(normalisations) stand beside as independent programs, and every comparison between them and numpy is
asserted here. Run from the root of the repository: python tests/peers/index/preparation.py
"""

import csv
import math
from pathlib import Path

import numpy as np
from pymcdm import normalizations
from scipy import stats
from sklearn.impute import KNNImputer

ROOT = Path(__file__).resolve().parents[3]
ASEM = ROOT / "crates/index/tests/asem"
OUT = ROOT / "crates/index/tests/peers"


def read(name):
    with open(ASEM / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text not in ("", "NA") else math.nan


META = [row for row in read("asem_imeta.csv") if row["Type"] == "Indicator"]
DATA = read("asem_idata.csv")
UNITS = [row["uName"] for row in DATA]
CODES = [row["iCode"] for row in META]
SIGN = np.array([float(row["Direction"]) for row in META])
PARENT = np.array([row["Parent"] for row in META])
RAW = np.array([[number(row[code]) for code in CODES] for row in DATA])
GROUP = np.array([row["GDP_group"] for row in DATA])


def write(name, header, rows):
    with open(OUT / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(["" if isinstance(x, float) and math.isnan(x) else repr(float(x)) if isinstance(x, float) else x for x in row])


def denominated():
    values = RAW.copy()
    for j, row in enumerate(META):
        if row["Denominator"] not in ("", "NA"):
            values[:, j] /= np.array([number(unit[row["Denominator"]]) for unit in DATA])
    return values


# Skewness and kurtosis: SciPy's unbiased estimators are the sample-adjusted ones.

def shape(column):
    present = column[~np.isnan(column)]
    return stats.skew(present, bias=False), stats.kurtosis(present, bias=False)


def passes(column):
    skewness, kurtosis = shape(column)
    return abs(skewness) < 2 or kurtosis < 3.5


# Treatment as COINr 1.1.14 does it: positions of the outermost values, one step at a time.

def winsorise(column, max_points):
    x = column.copy()
    high, low = np.array([], int), np.array([], int)
    while not passes(x) and len(high) + len(low) < max_points:
        if shape(x)[0] >= 0:
            high = np.flatnonzero(x == np.nanmax(x))
            x[high] = np.nanmax(np.delete(x, high))
        else:
            low = np.flatnonzero(x == np.nanmin(x))
            x[low] = np.nanmin(np.delete(x, low))
    return x, len(high), len(low)


def winsorise_log(column, max_points=5):
    if passes(column):
        return column, "none", 0, 0
    x, high, low = winsorise(column, max_points)
    if passes(x):
        return x, "winsorise", high, low
    assert shape(column)[0] > 0, "a negative skewness would need the mirrored form"
    least, most = np.nanmin(column), np.nanmax(column)
    return np.log(column - least + 0.01 * (most - least)), "log", 0, 0


def treatment():
    shapes, treated, summary = [], [], []
    for name, values in (("raw", RAW), ("denominated", denominated())):
        for j, code in enumerate(CODES):
            shapes.append([name, code, *map(float, shape(values[:, j]))])
            x, action, high, low = winsorise_log(values[:, j])
            summary.append([name, code, action, high, low])
            if action != "none":
                treated += [[name, code, unit, float(value)] for unit, value in zip(UNITS, x)]
    write("preparation_shapes.csv", ["data", "indicator", "skewness", "kurtosis"], shapes)
    write("preparation_treated.csv", ["data", "indicator", "unit", "value"], treated)
    write("preparation_treatment.csv", ["data", "indicator", "action", "high", "low"], summary)
    print("treated", [row for row in summary if row[2] != "none"])


def box_cox():
    rows = []
    for code in ("Goods", "Flights", "FDI", "Pat", "NGOs", "LPI"):
        column = RAW[:, CODES.index(code)]
        column = column[~np.isnan(column)]
        mirrored = shape(column)[0] < 0
        argument = np.max(column) - column + 1 if mirrored else column - np.min(column) + 1
        power = stats.boxcox_normmax(argument, method="mle")
        values = stats.boxcox(argument, power) * (-1 if mirrored else 1)
        rows.append([code, float(power), float(values[0]), float(values[-1])])
        print("box-cox", rows[-1])
    write("preparation_box_cox.csv", ["indicator", "lambda", "first", "last"], rows)


# Normalisation.

def normalisation():
    rows = []

    def add(code, method, values):
        rows.extend([code, method, unit, float(value)] for unit, value in zip(UNITS, values))

    for code in ("LPI", "Flights", "TBTs", "CO2", "Palma", "StMob", "CostImpEx"):
        j = CODES.index(code)
        raw, x = RAW[:, j], RAW[:, j] * SIGN[j]
        least, most = np.nanmin(x), np.nanmax(x)
        n = np.sum(~np.isnan(x))
        rank = np.full(len(x), math.nan)
        rank[~np.isnan(x)] = stats.rankdata(x[~np.isnan(x)], method="min")
        z = (x - np.nanmean(x)) / np.nanstd(x, ddof=1)
        add(code, "min-max", (x - least) / (most - least) * 99 + 1)
        add(code, "z-score", z * 10 + 100)
        add(code, "rank", rank)
        add(code, "percentile-rank", (rank - 1) / (n - 1))
        add(code, "borda", rank - 1)
        add(code, "distance-to-maximum", 1 - (most - x) / (most - least))
        target = number(META[j]["Target"]) * SIGN[j]
        add(code, "distance-to-target", 1 - (target - x) / (target - least))
        reference = x[UNITS.index("Spain")]
        add(code, "distance-to-reference", np.minimum(1 - (reference - x) / (reference - least), 1))
        add(code, "scaled", (x - 10) / (60 - 10) * 100)
        add(code, "logistic", 100 / (1 + np.exp(-2 * z)))
        add(code, "efficacy-coefficient", 60 * (100 / 60) ** ((x - least) / (most - least)))
        low, high = np.nanquantile(raw, 0.2), np.nanquantile(raw, 0.7)
        share = (raw - low) / (high - low)
        share = np.clip(share if SIGN[j] > 0 else 1 - share, 0, 1)
        add(code, "goalposts", 100 * share)
        distance = np.where(np.isnan(raw), math.nan, np.maximum(np.maximum(low - raw, raw - high), 0))
        add(code, "interval-optimal", 100 * (1 - distance / np.nanmax(distance)))
        # pymcdm takes complete columns of one type.
        complete = raw[~np.isnan(raw)]
        kind = {"fraction-of-maximum": normalizations.max_normalization, "vector": normalizations.vector_normalization}
        for method, function in kind.items():
            values = np.full(len(raw), math.nan)
            values[~np.isnan(raw)] = function(complete, cost=bool(SIGN[j] < 0))
            add(code, method, values)
        # pymcdm takes shares of 1/x for a negative indicator, the crate the complement of the share.
        share = raw / np.nansum(raw)
        if SIGN[j] > 0:
            assert np.allclose(share[~np.isnan(raw)], normalizations.sum_normalization(complete))
        add(code, "sum", share if SIGN[j] > 0 else 1 - share)
    write("preparation_normalised.csv", ["indicator", "method", "unit", "value"], rows)
    ends = [[code, float(np.nanquantile(RAW[:, CODES.index(code)], 0.2)), float(np.nanquantile(RAW[:, CODES.index(code)], 0.7))]
            for code in ("LPI", "Flights", "TBTs", "CO2", "Palma", "StMob", "CostImpEx")]
    write("preparation_goalposts.csv", ["indicator", "low", "high"], ends)


# Imputation.

def imputation():
    rows = []
    gaps = np.isnan(RAW)

    def add(method, values):
        for i, j in zip(*np.nonzero(gaps)):
            rows.append([method, UNITS[i], CODES[j], float(values[i, j])])

    add("mean", np.where(gaps, np.nanmean(RAW, axis=0), RAW))
    add("median", np.where(gaps, np.nanmedian(RAW, axis=0), RAW))
    for method, statistic in (("group-mean", np.nanmean), ("group-median", np.nanmedian)):
        values = RAW.copy()
        for i, j in zip(*np.nonzero(gaps)):
            values[i, j] = statistic(RAW[GROUP == GROUP[i], j])
        add(method, values)
    oriented = RAW * SIGN
    least, most = np.nanmin(oriented, axis=0), np.nanmax(oriented, axis=0)
    scaled = (oriented - least) / (most - least)
    for method, statistic in (("row-mean", np.nanmean), ("row-median", np.nanmedian)):
        values = RAW.copy()
        for i, j in zip(*np.nonzero(gaps)):
            share = statistic(scaled[i, PARENT == PARENT[j]])
            values[i, j] = (least[j] + share * (most[j] - least[j])) * SIGN[j]
        add(method, values)

    centre, spread = np.nanmean(RAW, axis=0), np.nanstd(RAW, axis=0, ddof=1)
    z = (RAW - centre) / spread
    for method, weights in (("nearest-units", "uniform"), ("nearest-units-distance", "distance")):
        filled = KNNImputer(n_neighbors=4, weights=weights).fit_transform(z)
        add(method, filled * spread + centre)

    add("expectation-maximisation", expectation_maximisation(z, 0.05) * spread + centre)
    write("preparation_imputed.csv", ["method", "unit", "indicator", "value"], rows)


def expectation_maximisation(z, ridge):
    """Unit by unit with numpy's own solver, to a fixed point."""
    n, p = z.shape
    mean, covariance = np.zeros(p), np.eye(p)
    for _ in range(20_000):
        total, products = np.zeros(p), np.zeros((p, p))
        filled = z.copy()
        for i in range(n):
            missing = np.isnan(z[i])
            observed = ~missing
            if missing.any():
                slopes = np.linalg.solve(covariance[np.ix_(observed, observed)], covariance[np.ix_(observed, missing)]).T
                filled[i, missing] = mean[missing] + slopes @ (z[i, observed] - mean[observed])
                products[np.ix_(missing, missing)] += covariance[np.ix_(missing, missing)] - slopes @ covariance[np.ix_(observed, missing)]
            total += filled[i]
            products += np.outer(filled[i], filled[i])
        new_mean = total / n
        new = (products / n - np.outer(new_mean, new_mean) + ridge * np.eye(p)) / (1 + ridge)
        moved = max(np.abs(new - covariance).max(), np.abs(new_mean - mean).max())
        mean, covariance = new_mean, new
        if moved < 1e-13:
            return filled
    raise RuntimeError("no convergence")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    treatment()
    box_cox()
    normalisation()
    imputation()
