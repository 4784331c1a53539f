"""Reference values of crates/clusters/src/homogenisation.rs: least squares by NumPy, p-values by all relabellings."""

import itertools

import numpy

first = numpy.array([1, 2, 4, 7, 3, 9.0])
second = numpy.array([0.2, 0.8, 0.1, 0.9, 0.4, 0.3])
upper = [0.91, 0.62, 0.35, 0.80, 0.15, 0.70, 0.52, 0.74, 0.22, 0.58, 0.83, 0.41, 0.33, 0.66, 0.27]
rows, columns = numpy.triu_indices(6, 1)
similarity = numpy.eye(6)
similarity[rows, columns] = upper
similarity[columns, rows] = upper
design = numpy.column_stack(
    [numpy.ones(15), abs(first[rows] - first[columns]), abs(second[rows] - second[columns])]
)


def fit(matrix):
    return numpy.linalg.lstsq(design, matrix[rows, columns], rcond=None)[0]


coefficients = fit(similarity)
outcome = similarity[rows, columns]
left = outcome - design @ coefficients
r_squared = 1 - (left @ left) / ((outcome - outcome.mean()) @ (outcome - outcome.mean()))
deviation = numpy.sqrt(left @ left / (15 - 3))
beyond = numpy.zeros(3)
for order in itertools.permutations(range(6)):
    relabelled = similarity[numpy.ix_(order, order)]
    beyond += abs(fit(relabelled)) >= abs(coefficients) * (1 - 1e-9)
print([*coefficients, r_squared, left[0] / deviation, *(beyond / 720)[1:]])
