"""Writes the fixtures of `jushu clusters dynamics`, `shift-share` and `links`, from files to files.

    python dynamics.py ../../../crates/cli/tests/program/peers

Peers: giddy (Markov and spatial Markov chains, from values and weights to tests), scipy (regression, kernel density), networkx
(betweenness). Shift-share, gravity and the eigenvector are written out from their definitions with numpy.
"""

import csv
import sys
import warnings
from pathlib import Path

import giddy
import libpysal
import networkx
import numpy as np
import scipy.stats

warnings.simplefilter("ignore")
out = Path(sys.argv[1])
out.mkdir(exist_ok=True)
random = np.random.default_rng(20261124)
found = []


def say(statistic, a, b, value):
    found.append((statistic, a, b, repr(float(value))))


def write(name, header, rows):
    with open(out / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


# A grid of 6 × 6 regions over 12 years with neighbours that pull each other.
side, years = 6, range(2010, 2022)
n = side * side
w = libpysal.weights.lat2W(side, side)
w.transform = "r"
y = np.empty((n, len(years)))
y[:, 0] = np.exp(random.normal(2.0, 0.6, n))
for t in range(1, len(years)):
    around = libpysal.weights.lag_spatial(w, y[:, t - 1])
    y[:, t] = 1.06 * y[:, t - 1] ** 0.8 * around**0.2 * np.exp(random.normal(0, 0.12, n))
write("dynamics_panel.csv", ["region", "period", "value"],
      [(f"r{r}", year, repr(float(y[r, t]))) for r in range(n) for t, year in enumerate(years)])
write("dynamics_weights.csv", ["i", "j", "w"], [(f"r{i}", f"r{j}", 1) for i in range(n) for j in w.neighbors[i]])

relative = y / y.mean(axis=0)
chain = giddy.markov.Spatial_Markov(relative, w, fixed=True, k=4, m=4)
passage = giddy.ergodic.mfpt(chain.p)
for a in range(4):
    say("steady_state", a + 1, "", chain.s[a])
    for b in range(4):
        say("count", a + 1, b + 1, chain.transitions[a, b])
        say("probability", a + 1, b + 1, chain.p[a, b])
        say("first_passage", a + 1, b + 1, passage[a, b])
        for lag in range(4):
            say(f"spatial_count_{lag + 1}", a + 1, b + 1, chain.T[lag][a, b])
say("mobility", "", "", giddy.mobility.markov_mobility(chain.p, measure="P"))
test = giddy.markov.Homogeneity_Results(chain.T)
for name, value in [("likelihood_ratio", test.LR), ("q", test.Q), ("degrees_of_freedom", test.dof),
                    ("likelihood_ratio_p", test.LR_p_value), ("q_p", test.Q_p_value)]:
    say(name, "", "", value)

fit = scipy.stats.linregress(np.log(y[:, 0]), np.log(y[:, -1] / y[:, 0]) / 11)
say("beta", "", "", fit.slope)
say("beta_standard_error", "", "", fit.stderr)
say("speed", "", "", -np.log(1 + 11 * fit.slope) / 11)
say("speed_standard_error", "", "", fit.stderr / (1 + 11 * fit.slope))
for t, year in enumerate(years):
    column = y[:, t]
    say("coefficient_of_variation", year, "", scipy.stats.variation(column, ddof=1))
    say("gini", year, "", np.abs(column[:, None] - column[None, :]).sum() / (2 * n * n * column.mean()))
    say("esteban_ray", year, "", n ** -3.3 * n * np.abs(column[:, None] - column[None, :]).mean() * n / column.mean())
    low, high = np.percentile(column, [25, 75])
    h = 0.9 * min(column.std(ddof=1), (high - low) / 1.34) * n**-0.2
    say("bandwidth", year, "", h)
    size = np.sort(column)[::-1]
    fitted = scipy.stats.linregress(np.log(size), np.log(np.arange(n) + 0.5))
    say("exponent", year, "", -fitted.slope)

# Two years of three industries, on the same regions.
first = random.poisson(np.exp(random.normal(3, 1, (n, 3)))) + 1.0
last = np.round(first * np.exp(random.normal(0.1, 0.3, (n, 3))))
write("shift_share_table.csv", ["region", "industry", "period", "value"],
      [(f"r{r}", f"i{i}", year, int(table[r, i])) for year, table in [(2015, first), (2020, last)] for r in range(n) for i in range(3)])
growth = last.sum() / first.sum() - 1
by_industry = last.sum(0) / first.sum(0) - 1
W = w.full()[0]
around = (W @ last) / (W @ first) - 1
like_whole = first.sum(1, keepdims=True) * first.sum(0, keepdims=True) / first.sum()
own = last / first - 1
parts = {
    "national": first * growth,
    "mix": first * (by_industry - growth),
    "regional": first * (own - by_industry),
    "competition": like_whole * (own - by_industry),
    "allocation": (first - like_whole) * (own - by_industry),
    "neighbourhood": first * (around - growth),
    "regional_beyond_neighbours": first * (own - around),
}
for name, part in parts.items():
    for r in range(n):
        say(f"region_{name}", f"r{r}", "", part[r].sum())
        for i in range(3):
            say(f"shift_{name}", f"r{r}", f"i{i}", part[r, i])

# Places with masses.
m = 15
lon, lat = random.uniform(105, 122, m), random.uniform(22, 40, m)
mass = np.exp(random.normal(5, 1, m))
write("links_regions.csv", ["id", "lon", "lat", "mass"],
      [(f"c{c}", repr(float(lon[c])), repr(float(lat[c])), repr(float(mass[c]))) for c in range(m)])
a, b = np.radians(lat)[:, None], np.radians(lat)[None, :]
half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon[:, None] - lon[None, :]) / 2) ** 2
apart = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
with np.errstate(divide="ignore"):
    links = np.where(np.eye(m) > 0, 0, np.outer(mass, mass) / apart**1.5)
graph = networkx.Graph()
for i in range(m):
    for j in range(i + 1, m):
        graph.add_edge(i, j, length=1 / links[i, j])
        say("link", f"c{i}", f"c{j}", links[i, j])
        say("distance_km", f"c{i}", f"c{j}", apart[i, j])
between = networkx.betweenness_centrality(graph, weight="length", normalized=False)
values, vectors = np.linalg.eigh(links)
vector = np.abs(vectors[:, -1])
for i in range(m):
    say("strength", f"c{i}", "", links[i].sum())
    say("betweenness", f"c{i}", "", between[i])
    say("eigenvector", f"c{i}", "", vector[i] / vector.max())
    say("primary", f"c{i}", "", links[i].argmax())

write("dynamics.csv", ["statistic", "a", "b", "value"], found)
