"""Writes the fixtures of the statistics on regions and industries.

    python regions.py ../../../crates/clusters/tests/peers

Peers: ecomplexity (RCA, ECI, PCI, density, outlooks), inequality (Theil, Gini, Wolfson), giddy (Markov chains), networkx
(centrality), scipy (regression, kernel density). Where there is none, or it is known to be wrong, the definition
is written out with numpy, from sums over all pairs where the program sorts or merges.
"""

import csv
import sys
import warnings
from pathlib import Path

import giddy
import networkx
import numpy as np
import pandas as pd
import scipy.stats
from ecomplexity import ecomplexity
from inequality.gini import Gini
from inequality.theil import Theil, TheilD
from inequality.wolfson import wolfson

warnings.simplefilter("ignore")
out = Path(sys.argv[1])
random = np.random.default_rng(20261123)
R, I = 24, 36
found = []


def say(statistic, a, b, value):
    found.append((statistic, a, b, "" if value is None or np.isnan(value) else repr(float(value))))


# A world that is nested, with noise: able regions have also the hard industries.
able = np.linspace(2.5, -1.5, R)[:, None]
hard = np.linspace(-1.5, 2.5, I)[None, :]
mean = np.exp(random.normal(1.5, 0.8, (R, 1))) / (1 + np.exp(-1.5 * (able - hard))) * np.exp(random.normal(0.5, 1.0, (R, I)))
x = random.poisson(mean).astype(float)
later = random.poisson(mean * np.exp(random.normal(0.2, 0.3, (R, I)))).astype(float)
regions = [f"r{r}" for r in range(R)]
industries = [f"i{i}" for i in range(I)]
assert (x.sum(0) > 0).all() and (x.sum(1) > 0).all()
with open(out / "regions_table.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["region", "industry", "value", "later"])
    for r in range(R):
        for i in range(I):
            rows.writerow([regions[r], industries[i], int(x[r, i]), int(later[r, i])])

n, xr, xi = x.sum(), x.sum(1), x.sum(0)
s, c, p, q = x / xr[:, None], x / xi[None, :], xr / n, xi / n
lq = s / q[None, :]
z = scipy.stats.norm.ppf(0.975)
for r in range(R):
    for i in range(I):
        say("lq", r, i, lq[r, i])
        if x[r, i] > 0:
            p1, p0 = s[r, i], q[i]
            v1, v0, cov = p1 * (1 - p1) / xr[r], p0 * (1 - p0) / n, p1 * (1 - p1) / n
            half = z * np.sqrt(lq[r, i] ** 2 * (v1 / p1**2 + v0 / p0**2 - 2 * cov / (p1 * p0)))
            say("lq_low", r, i, lq[r, i] - half)
            say("lq_high", r, i, lq[r, i] + half)
        say("standardised", r, i, (lq[r, i] - lq[:, i].mean()) / lq[:, i].std(ddof=1))

group = np.arange(R) // 8
halves = np.arange(R) // 4
for i in range(I):
    say("herfindahl", i, "", (c[:, i] ** 2).sum())
    say("hoover", i, "", np.abs(c[:, i] - p).sum() / 2)
    # Half the mean absolute difference of the ratios, weighted by the reference.
    ratio = c[:, i] / p
    say("locational_gini", i, "", (np.abs(ratio[:, None] - ratio[None, :]) * p[:, None] * p[None, :]).sum() / 2)
    say("gini_of_location_quotients", i, "", Gini(ratio).g)
    say("theil_t", i, "", Theil(x[:, i] + 1e-300).T)
    # By equal weights; the groups of four lie within those of eight.
    outer, inner = TheilD(x[:, i] + 1e-300, group), TheilD(x[:, i] + 1e-300, halves)
    say("theil_between_outer", i, "", outer.bg[0] if np.ndim(outer.bg) else outer.bg)
    say("theil_within_inner", i, "", inner.wg[0] if np.ndim(inner.wg) else inner.wg)
    positive = c[:, i] > 0
    say("relative_theil", i, "", (c[positive, i] * np.log(ratio[positive])).sum())
    # Dagum from all pairs, with the areas of the definition.
    y = x[:, i]
    mu = y.mean()
    within = net = trans = 0.0
    for g in range(3):
        for h in range(3):
            a, b = y[group == g], y[group == h]
            if a.sum() + b.sum() == 0:
                continue
            weight = len(a) / R * b.sum() / y.sum()
            ratio_gh = np.abs(a[:, None] - b[None, :]).mean() / (a.mean() + b.mean())
            if g == h:
                within += ratio_gh * weight
                continue
            rich, poor = (a, b) if a.mean() >= b.mean() else (b, a)
            difference = rich[:, None] - poor[None, :]
            d, t = np.maximum(difference, 0).mean(), np.maximum(-difference, 0).mean()
            share = (d - t) / (d + t) if d + t > 0 else 0
            net += ratio_gh * weight * share
            trans += ratio_gh * weight * (1 - share)
    say("dagum_within", i, "", within)
    say("dagum_net_between", i, "", net)
    say("dagum_transvariation", i, "", trans)
    assert abs(within + net + trans - Gini(y).g) < 1e-12

for r in range(R):
    say("krugman", r, "", np.abs(s[r] - q).sum())
    rest = (xi - x[r]) / (n - xr[r])
    say("krugman_rest", r, "", np.abs(s[r] - rest).sum())
    say("entropy", r, "", scipy.stats.entropy(s[r]))
    for b in range(r + 1, R):
        say("pair_krugman", r, b, np.abs(s[r] - s[b]).sum())
        say("pair_finger_kreinin", r, b, np.minimum(s[r], s[b]).sum())
        say("pair_cosine", r, b, s[r] @ s[b] / np.sqrt((s[r] @ s[r]) * (s[b] @ s[b])))
        say("pair_pearson", r, b, np.corrcoef(s[r], s[b])[0, 1])

G = later.sum() / n - 1
g = later.sum(0) / xi - 1
for r in range(R):
    for i in range(I):
        if x[r, i] == 0:
            continue
        own = later[r, i] / x[r, i] - 1
        homothetic = xr[r] * xi[i] / n
        say("shift_mix", r, i, x[r, i] * (g[i] - G))
        say("shift_regional", r, i, x[r, i] * (own - g[i]))
        say("shift_competition", r, i, homothetic * (own - g[i]))
        say("shift_allocation", r, i, (x[r, i] - homothetic) * (own - g[i]))

# Plants: sizes by a heavy tail, in the regions with the industry.
plants = []
for i in range(8):
    places = random.choice(R, size=40, p=c[:, i])
    plants += [(r, i, float(z)) for r, z in zip(places, np.ceil(random.pareto(1.5, 40) * 5))]
with open(out / "regions_plants.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["region", "industry", "plant", "value"])
    for at, (r, i, size) in enumerate(plants):
        rows.writerow([regions[r], industries[i], at, size])
sizes = {i: np.array([size for _, j, size in plants if j == i]) for i in range(8)}
table = np.zeros((R, 8))
for r, i, size in plants:
    table[r, i] += size
shares = table / table.sum(0)
P = table.sum(1) / table.sum()
free = 1 - (P**2).sum()
for i in range(8):
    share = sizes[i] / sizes[i].sum()
    H, Z4 = (share**2).sum(), (share**4).sum()
    raw = ((shares[:, i] - P) ** 2).sum()
    say("ellison_glaeser", i, "", (raw - free * H) / (free * (1 - H)))
    p2, p3 = (P**2).sum(), (P**3).sum()
    variance = 2 * (H**2 * (p2 - 2 * p3 + p2**2) - Z4 * (p2 - 4 * p3 + 3 * p2**2))
    say("ellison_glaeser_variance", i, "", variance / (free * (1 - H)) ** 2)
    say("maurel_sedillot", i, "", (((shares[:, i] ** 2).sum() - p2) / free - H) / (1 - H))
reference = shares.mean(1)
for a in range(8):
    for b in range(a + 1, 8):
        value = ((shares[:, a] - reference) * (shares[:, b] - reference)).sum() / (1 - (reference**2).sum())
        say("coagglomeration", a, b, value)

# Complexity.
frame = pd.DataFrame({"t": 1, "c": np.repeat(range(R), I), "p": np.tile(range(I), R), "v": x.ravel()})
columns = {"time": "t", "loc": "c", "prod": "p", "val": "v"}
peer = ecomplexity(frame, columns, verbose=False, check_logsupermodularity=False)
for row in peer.itertuples():
    say("rca", row.c, row.p, row.rca)
    say("density", row.c, row.p, row.density)
    say("cog", row.c, row.p, row.cog)
for row in peer.drop_duplicates("c").itertuples():
    say("eci", row.c, "", row.eci)
    say("coi", row.c, "", row.coi)
for row in peer.drop_duplicates("p").itertuples():
    say("pci", row.p, "", row.pci)
M = (lq >= 1).astype(float)
u = M.sum(0)
O = M.T @ M
for a in range(I):
    for b in range(a + 1, I):
        say("proximity", a, b, O[a, b] / max(u[a], u[b]))
        say("association", a, b, O[a, b] * R / (u[a] * u[b]))
        say("jaccard", a, b, O[a, b] / (u[a] + u[b] - O[a, b]))
F, Q = np.ones(R), np.ones(I)
for _ in range(20000):
    F, Q = M @ Q, 1 / (M.T @ (1 / F))
    F, Q = F / F.mean(), Q / Q.mean()
for r in range(R):
    say("fitness", r, "", F[r])

# Dynamics: 40 paths of 12 periods in 4 classes, with the classes of the neighbours.
classes = np.minimum(np.maximum(np.cumsum(random.integers(-1, 2, (40, 12)), axis=1) + random.integers(0, 4, (40, 1)), 0), 3)
lags = np.minimum(np.maximum(classes + random.integers(-1, 2, (40, 12)), 0), 2)
with open(out / "regions_classes.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["region", "period", "class", "lag"])
    for r in range(40):
        for t in range(12):
            rows.writerow([r, t, classes[r, t], lags[r, t]])
chain = giddy.markov.Markov(classes, summary=False)
passage = giddy.ergodic.mfpt(chain.p)
for a in range(4):
    say("markov_steady_state", a, "", chain.steady_state[a])
    for b in range(4):
        say("markov_p", a, b, chain.p[a, b])
        say("markov_passage", a, b, passage[a, b])
say("markov_mobility", "", "", giddy.mobility.markov_mobility(chain.p, measure="P"))
counts = np.zeros((3, 4, 4))
for r in range(40):
    for t in range(11):
        counts[lags[r, t], classes[r, t], classes[r, t + 1]] += 1
test = giddy.markov.Homogeneity_Results(counts)
for name, value in [("lr", test.LR), ("q", test.Q), ("degrees", test.dof), ("lr_p", test.LR_p_value), ("q_p", test.Q_p_value)]:
    say(f"homogeneity_{name}", "", "", value)

y0, y1 = xr, later.sum(1)
fit = scipy.stats.linregress(np.log(y0), np.log(y1 / y0) / 10)
say("beta_slope", "", "", fit.slope)
say("beta_error", "", "", fit.stderr)
say("beta_r_squared", "", "", fit.rvalue**2)
say("beta_speed", "", "", -np.log(1 + fit.slope * 10) / 10)
say("sigma_cv", "", "", scipy.stats.variation(y0, ddof=1))
say("sigma_logarithms", "", "", np.log(y0).std(ddof=1))
# The package leaves out the factor 2 of Wolfson (1994), by which the index reaches 1.
say("wolfson", "", "", 2 * wolfson(y0))
say("esteban_ray", "", "", sum(P_i**2.3 * P_j * abs(a - b) for P_i, a in zip(p, lq[:, 0]) for P_j, b in zip(p, lq[:, 0])) / (p * lq[:, 0]).sum())
iqr = np.subtract(*np.percentile(y0, [75, 25]))
h = 0.9 * min(y0.std(ddof=1), iqr / 1.34) * R**-0.2
kernel = scipy.stats.gaussian_kde(y0, bw_method=h / y0.std(ddof=1))
for at in (0, 10, 50, 100, 400):
    say("kernel_density", at, "", kernel(at)[0])
apart = np.abs(np.arange(R)[:, None] - np.arange(R)[None, :]) + np.eye(R)
W = np.outer(y0, y0) / apart**2 * (1 - np.eye(R))
W[W < np.median(W)] = 0
graph = networkx.from_numpy_array(W)
for _, _, data in graph.edges(data=True):
    data["length"] = 1 / data["weight"]
values, vectors = np.linalg.eigh(W)
top = np.abs(vectors[:, -1])
betweenness = networkx.betweenness_centrality(graph, normalized=False, weight="length")
for r in range(R):
    say("centrality_eigenvector", r, "", top[r] / top.max())
    say("centrality_betweenness", r, "", betweenness[r])
ranked = np.sort(y0)[::-1]
say("rank_size", "", "", -scipy.stats.linregress(np.log(ranked), np.log(np.arange(R) + 0.5)).slope)

with open(out / "regions.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["statistic", "a", "b", "value"])
    rows.writerows(found)
