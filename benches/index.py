#!/usr/bin/env python3
"""The promised speeds of the index, beside scikit-criteria and pymcdm on the same table in the same run.

    benches/run.sh index

Jushu's lines are those of `cargo bench -p jushu-index --bench speed`, each a process of its own on one thread. The
peers weight and rank 100,000 units by 50 criteria (CRITIC, TOPSIS), each in a process of its own as well; what is
printed is the CPU time of the work (user and system, imports and the making of the table left out) and the peak
resident memory of the process.
"""

import multiprocessing
import resource
import subprocess
import sys
import time
from pathlib import Path

UNITS, CRITERIA, ROUNDS = 100_000, 50, 3
HERE = Path(__file__).resolve().parent


def table():
    import numpy

    random = numpy.random.default_rng(42)
    factor = random.random((UNITS, 1))
    noise = random.random((UNITS, CRITERIA)) * random.random((UNITS, CRITERIA))
    return numpy.exp(2 * factor + 2 * noise)


def pymcdm(values):
    import numpy
    from pymcdm import methods, normalizations, weights

    directions = numpy.ones(CRITERIA)
    topsis = methods.TOPSIS(normalizations.vector_normalization)
    return lambda: topsis(values, weights.critic_weights(values), directions)


def scikit_criteria(values):
    import skcriteria
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.scalers import VectorScaler
    from skcriteria.preprocessing.weighters import CRITIC

    matrix = skcriteria.mkdm(values, [max] * CRITERIA)
    pipe = mkpipe(CRITIC(), VectorScaler(target="matrix"), TOPSIS())
    return lambda: pipe.evaluate(matrix)


def measured(peer, queue):
    work = peer(table())
    used = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        used.append(time.process_time() - start)
    queue.put((min(used), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def main():
    print("CRITIC + TOPSIS, 100,000 x 50: CPU s, least of", ROUNDS)
    for peer in (scikit_criteria, pymcdm):
        queue = multiprocessing.Queue()
        process = multiprocessing.Process(target=measured, args=(peer, queue))
        process.start()
        seconds, megabytes = queue.get()
        process.join()
        print(f"{peer.__name__:<22} {seconds:10.5f} s {megabytes:6} MB", flush=True)
    command = ["cargo", "bench", "--quiet", "-p", "jushu-index", "--bench", "speed", "--", *sys.argv[1:]]
    return subprocess.run(command, cwd=HERE.parent).returncode


if __name__ == "__main__":
    sys.exit(main())
