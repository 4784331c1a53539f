"""Direction numbers of the Sobol sequence for the crate, and points to compare with.

Usage: python sobol_sequence.py CRATE
Writes CRATE/src/uncertainty/joe_kuo.txt (polynomials and initial numbers of the first 1,024 dimensions,
as SciPy ships them) and CRATE/tests/peers/sobol_points.csv (unscrambled points drawn by SciPy).
"""

import os
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.stats import qmc

DIMENSIONS = 1024
crate = Path(sys.argv[1])

table = np.load(os.path.join(os.path.dirname(scipy.stats.__file__), "_sobol_direction_numbers.npz"))
lines = [
    "# Direction numbers of the Sobol sequence: `polynomial m1 m2 ...`, one line a dimension. The binary digits of",
    "# `polynomial` are the coefficients of a primitive polynomial over GF(2), highest power first.",
    "# Source: S. Joe & F. Y. Kuo (2008), Constructing Sobol sequences with better two-dimensional projections,",
    "# SIAM J. Sci. Comput. 30, 2635-2654; file new-joe-kuo-6.21201 (web.maths.unsw.edu.au/~fkuo/sobol),",
    "# copyright (c) 2008 Frances Y. Kuo and Stephen Joe, BSD licence; taken from SciPy " + scipy.__version__ + ", 2026-11-23,",
    f"# first {DIMENSIONS} of 21,201 dimensions.",
]
for dimension in range(DIMENSIONS):
    polynomial = int(table["poly"][dimension])
    degree = max(polynomial.bit_length() - 1, 0)
    initial = [int(m) for m in table["vinit"][dimension][:degree]]
    lines.append(" ".join(str(number) for number in [polynomial, *initial]))
(crate / "src/uncertainty/joe_kuo.txt").write_text("\n".join(lines) + "\n")

chosen = [0, 1, 2, 3, 9, 40, 199, 511, 1023]
points = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random_base2(6)[:, chosen]
rows = ["index," + ",".join(f"d{dimension}" for dimension in chosen)]
rows += [f"{index}," + ",".join(repr(float(x)) for x in point) for index, point in enumerate(points)]
(crate / "tests/peers/sobol_points.csv").write_text("\n".join(rows) + "\n")
