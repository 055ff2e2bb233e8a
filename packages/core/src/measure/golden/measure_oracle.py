"""Independent values for packages/core/src/measure.

Run:  python3 packages/core/src/measure/golden/measure_oracle.py > packages/core/src/measure/golden/measure.json
Made with the versions named in the output (Debian packages python3-numpy and python3-scipy).

Each quantity is reached by another road than in the product:
- moments and Welch differences by exact rational arithmetic on the raw values;
- the confidence sequence by integrating the normal mixture numerically and solving for its boundary;
- chi-square tails by scipy.stats; the sequential sample ratio check customer by customer as a Polya urn.
"""
import json
import math
import platform
import sys
from fractions import Fraction

import numpy
import scipy
from scipy import integrate, optimize, special, stats


def log_mixture_e(z, n, rho2):
    """ln of the integral of exp(x s - x^2 n / 2) over x ~ N(0, rho2), with s = z sqrt(n)."""
    s = z * math.sqrt(n)
    precision = n + 1 / rho2
    peak = s / precision
    width = 1 / math.sqrt(precision)
    top = peak * s - peak * peak * n / 2 - peak * peak / (2 * rho2)

    def density(u):
        x = peak + width * u
        return math.exp(x * s - x * x * n / 2 - x * x / (2 * rho2) - top)

    value, _ = integrate.quad(density, -12, 12, epsabs=0, epsrel=1e-12, limit=400)
    return top + math.log(value * width / math.sqrt(2 * math.pi * rho2))


def rho2_of(alpha, planned):
    q = -2 * math.log(alpha)
    return (q + math.log(q + 1)) / planned


def boundary(alpha, planned, n):
    rho2 = rho2_of(alpha, planned)
    return optimize.brentq(lambda z: log_mixture_e(z, n, rho2) + math.log(alpha), 0.1, 2000, xtol=1e-13, rtol=1e-14)


def exact_moments(values):
    exact = [Fraction(v) for v in values]
    n = len(exact)
    mean = sum(exact) / n
    m2 = sum((v - mean) ** 2 for v in exact)
    return n, mean, m2


def two_sample(treated, control):
    n1, m1, s1 = exact_moments(treated)
    n0, m0, s0 = exact_moments(control)
    v1, v0 = s1 / (n1 - 1) / n1, s0 / (n0 - 1) / n0
    return {
        "treated": list(treated),
        "control": list(control),
        "absolute": float(m1 - m0),
        "absolute_se": math.sqrt(v1 + v0),
        "relative": float((m1 - m0) / abs(m0)),
        "relative_se": math.sqrt(v1 / m0**2 + v0 * m1**2 / m0**4),
    }


def urn_p(looks, shares):
    """Smallest 1 / Bayes factor over the looks, adding one customer after the other."""
    prior = [10_000 * s for s in shares]
    counts, log_factor, smallest = [0] * len(shares), 0.0, 0.0
    for look in looks:
        for i, goal in enumerate(look):
            while counts[i] < goal:
                predictive = (prior[i] + counts[i]) / (10_000 + sum(counts))
                log_factor += math.log(predictive) - math.log(shares[i])
                counts[i] += 1
        smallest = min(smallest, -log_factor)
    return math.exp(smallest)


def main():
    rng = numpy.random.default_rng(20261117)
    skewed = [float(v) for v in numpy.round(rng.lognormal(2, 1.5, 60) * rng.binomial(1, 0.3, 60), 2)]
    plain = [float(v) for v in numpy.round(rng.lognormal(2, 1.2, 45) * rng.binomial(1, 0.6, 45) + 3, 2)]
    coins = [float(v) for v in rng.binomial(1, 0.6, 50)]
    other = [float(v) for v in rng.binomial(1, 0.5, 40)]
    offset = [1e9 + v for v in (0.0, 1.0, 2.0, 3.0, 4.0, 1.0, 2.0)]
    losses = [-v - 1 for v in plain]

    chi_looks = [
        ([820, 780], [1, 1]),
        ([7000, 1010, 980, 1010], [0.7, 0.1, 0.1, 0.1]),
        ([7000, 1200, 900, 900], [0.7, 0.1, 0.1, 0.1]),
        ([19200, 9600, 0, 9600], [0.5, 0.25, 0, 0.25]),
        ([20500, 8500, 0, 9400], [0.5, 0.25, 0, 0.25]),
        ([60000, 40000], [0.5, 0.5]),
    ]
    urns = [
        ([[50, 48], [120, 115], [300, 310]], [0.5, 0.5]),
        ([[700, 90, 210], [2100, 290, 610], [4200, 500, 1300]], [0.7, 0.1, 0.2]),
        ([[600, 200, 200], [2400, 700, 900], [6000, 1500, 2500]], [0.6, 0.2, 0.2]),
        ([[3000, 2500], [6000, 6000]], [0.5, 0.5]),
    ]
    plans = [(0.05, 5000, 5000), (0.05, 20000, 400), (0.05, 20000, 20000), (0.05, 20000, 400000), (0.025, 38400, 25000),
             (0.01, 1000, 1e6), (0.2, 3000, 700), (0.05, 1e7, 250)]
    tails = [(0.5, 0.2), (0.5, 30.0), (1.0, 1.5), (1.5, 0.3), (1.5, 7.0), (1.5, 250.0), (2.5, 2.5), (10.0, 4.0), (50.0, 80.0), (300.0, 290.0)]

    json.dump(
        {
            "made_with": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
            "log_gamma": [[x, float(special.gammaln(x))] for x in (1e-8, 0.1, 0.5, 1.7, 3.0, 11.9, 12.1, 100.5, 48400.0, 1e7)],
            "upper_gamma": [[a, x, float(special.gammaincc(a, x))] for a, x in tails],
            "normal_survival": [[z, float(stats.norm.sf(z))] for z in (-3.0, -0.4, 0.0, 1.0, 1.96, 6.0, 12.0, 35.0)],
            "normal_quantile": [[p, float(special.ndtri(p))] for p in (1e-12, 0.001, 0.025, 0.2, 0.5, 0.8, 0.975, 0.9995)],
            "moments": [
                {"values": values, "mean": float(exact_moments(values)[1]), "m2": float(exact_moments(values)[2])}
                for values in (skewed, plain, offset, losses)
            ],
            "two_sample": [two_sample(*pair) for pair in ((plain, [v + 1 for v in plain[:30]]), (coins, other), (losses, [v * 1.1 for v in losses[5:]]), (skewed, plain))],
            "multiplier": [[alpha, planned, n, boundary(alpha, planned, n)] for alpha, planned, n in plans],
            "always_valid_p": [
                [alpha, planned, n, z, min(1.0, math.exp(-log_mixture_e(z, n, rho2_of(alpha, planned))))]
                for alpha, planned, n, z in [(0.05, 5000, 5000, 3.1), (0.05, 20000, 700, -2.2), (0.05, 20000, 90000, 4.5), (0.025, 38400, 25000, 6.0), (0.05, 5000, 5000, 0.3)]
            ],
            "sample_ratio": [
                {"observed": o, "shares": s, "statistic": float(r.statistic), "p": float(r.pvalue)}
                for o, s in chi_looks
                for kept in [[i for i, share in enumerate(s) if share > 0]]
                for r in [stats.chisquare([o[i] for i in kept], [s[i] / sum(s) * sum(o[j] for j in kept) for i in kept])]
            ],
            "sequential_sample_ratio": [{"looks": l, "shares": s, "p": urn_p(l, s)} for l, s in urns],
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
