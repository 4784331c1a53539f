"""Makes the fixtures of crates/clusters/tests/peers/points_*.csv with esda, libpysal, scikit-learn and numpy.

Values are drawn from a fixed seed and written beside the results, so that the tests need no Python.
usage: python points.py FOLDER
"""

import csv
import sys
import warnings
from pathlib import Path

import esda
import libpysal
import numpy as np
from sklearn.cluster import DBSCAN, HDBSCAN, OPTICS

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
random = np.random.default_rng(20231)
EARTH = 6371.0088


def write(name, columns):
    with open(folder / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*[[repr(float(x)) if isinstance(x, float) else x for x in np.asarray(c).tolist()] for c in columns.values()]))


# Points around cities, some on one spot.
centres = np.array([[116.4, 39.9], [121.5, 31.2], [114.1, 22.5], [104.1, 30.7], [179.9, -16.5]])
which = random.integers(0, len(centres), 600)
lonlat = centres[which] + random.normal(0, 0.15, (600, 2))
lonlat[::10] = lonlat[1::10]
lonlat[:, 0] = (lonlat[:, 0] + 180) % 360 - 180
weight = random.integers(1, 4, 600).astype(float)
radians = np.radians(lonlat[:, ::-1])
columns = {"lon": lonlat[:, 0], "lat": lonlat[:, 1], "weight": weight}
for name, eps, minimum, weighted in [("a", 5, 8, False), ("b", 12, 30, True)]:
    found = DBSCAN(eps=eps / EARTH, min_samples=minimum, metric="haversine", algorithm="ball_tree").fit(
        radians, sample_weight=weight if weighted else None
    )
    core = np.zeros(600, int)
    core[found.core_sample_indices_] = 1
    columns["label_" + name] = found.labels_
    columns["core_" + name] = core
columns["hdbscan"] = HDBSCAN(min_cluster_size=15, min_samples=5, metric="haversine", algorithm="brute").fit(radians).labels_
optics = OPTICS(min_samples=8, max_eps=30 / EARTH, metric="haversine", algorithm="brute").fit(radians)
columns["optics_core_distance"] = optics.core_distances_ * EARTH
columns["optics_reachability"] = optics.reachability_ * EARTH
write("points_dbscan.csv", columns)

# A value over 80 units with their 5 nearest neighbours, and one that is 0 or 1.
places = random.uniform(0, 10, (80, 2))
value = np.exp(0.3 * places[:, 0] + random.normal(0, 0.5, 80))
second = 0.5 * value + random.exponential(1.0, 80)
binary = (places[:, 1] + random.normal(0, 2, 80) > 5).astype(float)
w = libpysal.weights.KNN.from_array(places, k=5)
links = [(i, j, 1.0) for i in range(80) for j in w.neighbors[i]]
write("points_weights.csv", {"i": [l[0] for l in links], "j": [l[1] for l in links], "w": [l[2] for l in links]})
w.transform = "r"
moran = esda.Moran(value, w, permutations=0)
geary = esda.Geary(value, w, permutations=0)
bivariate = esda.Moran_BV(value, second, w, permutations=0)
local = esda.Moran_Local(value, w, permutations=9)
local_geary = esda.Geary_Local(w, permutations=9).fit(value).localG
w.transform = "b"
general = esda.G(value, w, permutations=0)
joins = esda.Join_Counts(binary, w, permutations=0)
# esda's z-scores of local G are right for binary weights alone.
g = esda.G_Local(value, w, transform="B", permutations=0, star=False)
star = esda.G_Local(value, w, transform="B", permutations=0, star=True)
write(
    "points_global.csv",
    {
        "statistic": ["moran", "geary", "getis_ord_g", "join_count_bb", "join_count_ww", "join_count_bw", "bivariate_moran"],
        "value": [moran.I, geary.C, general.G, joins.bb, joins.ww, joins.bw, bivariate.I],
        "expected": [moran.EI, geary.EC, general.EG, np.nan, np.nan, np.nan, np.nan],
        "variance_normality": [moran.VI_norm, geary.VC_norm, np.nan, np.nan, np.nan, np.nan, np.nan],
        "variance_randomisation": [moran.VI_rand, geary.VC_rand, general.VG, np.nan, np.nan, np.nan, np.nan],
    },
)
write(
    "points_local.csv",
    {
        "value": value,
        "second": second,
        "binary": binary,
        "local_moran_sample_variance": local.Is,
        "expected_randomisation": local.EI,
        "variance_randomisation_sample": local.VI,
        "expected_conditional": local.EIc,
        "variance_conditional_sample": local.VIc,
        "local_geary": local_geary,
        "getis_ord_g": g.Gs,
        "getis_ord_g_z": g.Zs,
        "getis_ord_g_star": star.Gs,
        "getis_ord_g_star_z": star.Zs,
    },
)

# Duranton and Overman's K, Marcon and Puech's M and Ripley's K on a plane, straight from their formulas.
xy = np.vstack([random.normal(4, 1, (40, 2)), random.uniform(0, 10, (60, 2))])
xy = np.clip(xy, 0.01, 9.99)
kind = random.integers(0, 2, 100)
mass = random.integers(1, 5, 100).astype(float)
write("points_plane.csv", {"x": xy[:, 0], "y": xy[:, 1], "type": kind, "weight": mass})
distance = np.sqrt(((xy[:, None] - xy[None]) ** 2).sum(-1))
own = np.flatnonzero(kind == 0)
upper = np.triu_indices(len(own), 1)
d = distance[np.ix_(own, own)][upper]
pair = np.outer(mass[own], mass[own])[upper]
h = 0.9 * min(d.std(ddof=1), (np.quantile(d, 0.75) - np.quantile(d, 0.25)) / 1.34) * len(d) ** -0.2
r = np.linspace(0, 5, 21)
normal = lambda u: np.exp(-0.5 * u * u) / np.sqrt(2 * np.pi)
kernel = (normal((r[:, None] - d) / h) + normal((r[:, None] + d) / h)) / h
others = ~np.eye(100, dtype=bool)
m_curve = []
for radius in r:
    near = (distance <= radius) & others
    all_near = near @ mass
    own_near = near[:, own] @ mass[own]
    looking = own[all_near[own] > 0]
    share = (own_near[looking] / all_near[looking]).sum()
    expected = ((mass[own].sum() - mass[looking]) / (mass.sum() - mass[looking])).sum()
    m_curve.append(share / expected if len(looking) else np.nan)
area = 100.0
overlap = (10 - np.abs(xy[:, None, 0] - xy[None, :, 0])) * (10 - np.abs(xy[:, None, 1] - xy[None, :, 1]))
ripley = {
    name: [area / (100 * 99) * ((distance <= radius) & others)[...].astype(float).ravel() @ e.ravel() for radius in r]
    for name, e in [("none", np.ones((100, 100))), ("translation", area / overlap)]
}
write(
    "points_curves.csv",
    {
        "r": r,
        "k_density": kernel.mean(1),
        "k_density_weighted": (kernel * pair).sum(1) / pair.sum(),
        "m": m_curve,
        "k_none": ripley["none"],
        "k_translation": ripley["translation"],
    },
)
print(f"bandwidth {h!r}")
