"""Sobol indices by SALib, for the estimators of the crate.

Usage: python sensitivity_salib.py CRATE
Writes CRATE/tests/peers/sensitivity_salib.csv: the values of the Sobol g-function at SALib's Saltelli points (A, B, AB_1 ...
of one row after the other), and as the last two lines the total indices of SALib (Jansen's estimator, as here) and the
first-order indices by Jansen's estimator in NumPy (SALib uses another estimator for those).
"""

import sys
from pathlib import Path

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Sobol_G

crate = Path(sys.argv[1])
factors, samples = 4, 256
problem = {"num_vars": factors, "names": [f"x{i}" for i in range(factors)], "bounds": [[0, 1]] * factors}
points = sobol_sample.sample(problem, samples, calc_second_order=False, seed=7)
values = Sobol_G.evaluate(points, a=np.array([0.0, 1.0, 4.5, 9.0]))
found = sobol.analyze(problem, values, calc_second_order=False, num_resamples=10, seed=1)

# SALib puts B behind the AB_i of a row.
rows = values.reshape(samples, factors + 2)
a, b, mixed = rows[:, 0], rows[:, -1], rows[:, 1:-1]
variance = np.var(np.concatenate([a, b]))
first = [1 - np.mean((b - mixed[:, i]) ** 2) / 2 / variance for i in range(factors)]
total = [np.mean((a - mixed[:, i]) ** 2) / 2 / variance for i in range(factors)]
assert np.allclose(total, found["ST"], rtol=1e-12)
lines = [",".join(repr(float(x)) for x in [row[0], row[-1], *row[1:-1]]) for row in rows]
lines.append(",".join(repr(float(x)) for x in found["ST"]))
lines.append(",".join(repr(float(x)) for x in first))
(crate / "tests/peers/sensitivity_salib.csv").write_text("\n".join(lines) + "\n")
