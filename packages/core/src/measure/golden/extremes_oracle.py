"""Random, extreme and degenerate cases for packages/core/src/measure, with 60 digits throughout.

Run:  python3 extremes_oracle.py > extremes.json     (in this folder)
Debian packages python3-numpy, python3-scipy, python3-mpmath; versions are in the output.

Two and three customers, a group without any variation, nobody who converted, baselines of 1e9 that differ by 1e-3, ties, refunds,
rates of one in a hundred million, 1e9 customers, alphas of 1e-9, clusters of very different sizes. Exact fractions for
moments; closed forms (the cubic of Miettinen and Nurminen by its cosine, Fieller's quadratic) where the product searches.
"""
import json
import math
import sys
from fractions import Fraction

import mpmath as mp
import numpy
import scipy
from scipy import stats

from versions import made_with

mp.mp.dps = 60


def exact(x):
    f = Fraction(float(x))
    return mp.mpf(f.numerator) / f.denominator


def numbers(values):
    return [float(v) for v in values]


def normal_critical(tail):
    """z with P(Z > z) = tail, by Newton on the logarithm of the tail."""
    tail = mp.mpf(tail)
    z = mp.mpf(float(stats.norm.isf(float(tail))))
    for _ in range(8):
        sf = mp.erfc(z / mp.sqrt(2)) / 2
        z += (mp.log(sf) - mp.log(tail)) * sf / (mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
    return z


def t_survival(t, n):
    """Upper tail of Student's t; by the density for many degrees, where the incomplete beta series is slow."""
    if n > 2000:
        front = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2
        density = lambda u: mp.exp(front - (n + 1) / 2 * mp.log1p(u * u / n))
        step = 1 / (1 + abs(t))
        return mp.quad(density, [t] + [t + step * k for k in (1, 3, 8, 20, 50, 120)])
    tail = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def t_critical(tail, n):
    t = mp.mpf(float(stats.t.isf(float(tail), float(n))))
    front = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2
    with mp.workdps(34):
        for _ in range(3):
            sf = t_survival(t, n)
            t += (mp.log(sf) - mp.log(mp.mpf(tail))) * sf / mp.exp(front - (n + 1) / 2 * mp.log1p(t * t / n))
    return t


def mean_and_error(values):
    v = [Fraction(float(x)) for x in values]
    mean = sum(v) / len(v)
    square = sum((x - mean) ** 2 for x in v) / (len(v) - 1) / len(v)
    to = lambda f: mp.mpf(f.numerator) / f.denominator
    return to(mean), to(square)


def compared(m1, v1, n1, m0, v0, n0, alpha):
    """v: variance of the mean."""
    error = mp.sqrt(v1 + v0)
    degrees = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
    t = (m1 - m0) / error
    with mp.workdps(34):
        half = t_critical(mp.mpf(alpha) / 2, degrees) * error
        p = 2 * t_survival(abs(t), degrees)
    lift = None
    if m0 != 0 and abs(m0) >= 3 * mp.sqrt(v0):
        lift = numbers([(m1 - m0) / abs(m0), mp.sqrt(v1 / m0**2 + v0 * m1**2 / m0**4)])
    return {"alpha": alpha, "estimate": float(m1 - m0), "error": float(error), "degrees": float(degrees), "half": float(half), "p": float(p), "lift": lift}


def from_values(treated, control, alpha):
    (m1, v1), (m0, v0) = mean_and_error(treated), mean_and_error(control)
    return {"treated": numbers(treated), "control": numbers(control), **compared(m1, v1, len(treated), m0, v0, len(control), alpha)}


def from_summary(one, two, alpha):
    (n1, m1, s1), (n0, m0, s0) = one, two
    return {"treated": numbers(one), "control": numbers(two), **compared(exact(m1), exact(s1) / n1, n1, exact(m0), exact(s0) / n0, n0, alpha)}


def fieller(one, two, alpha):
    """By the quadratic (m1 - q m0)^2 = z^2 (v1 + q^2 v0) in q; lifts against |m0|."""
    (n1, m1, s1), (n0, m0, s0) = [tuple(exact(x) for x in g) for g in (one, two)]
    z = normal_critical(mp.mpf(alpha) / 2)
    v1, v0 = s1 / n1, s0 / n0
    base = abs(m0)
    a, b, c = base**2 - z**2 * v0, base * m1, m1**2 - z**2 * v1
    root = b * b - a * c
    sign = -1 if m0 < 0 else 1
    if root < 0:
        return {"treated": numbers(one), "control": numbers(two), "alpha": alpha, "kind": "whole_line", "edges": []}
    edges = sorted((b + s * mp.sqrt(root)) / a - sign for s in (-1, 1))
    return {"treated": numbers(one), "control": numbers(two), "alpha": alpha, "kind": "interval" if a > 0 else "complement", "edges": numbers(edges)}


def score_difference(x1, n1, x0, n0, d):
    """Farrington & Manning's closed form of the cubic of Miettinen & Nurminen."""
    N = mp.mpf(n1 + n0)
    p1, p0 = mp.mpf(x1) / n1, mp.mpf(x0) / n0
    theta = mp.mpf(n0) / n1
    a = 1 + theta
    b = -(1 + theta + p1 + theta * p0 + d * (theta + 2))
    c = d * d + d * (2 * p1 + theta + 1) + p1 + theta * p0
    e = -p1 * d * (1 + d)
    v = b**3 / (3 * a) ** 3 - b * c / (6 * a * a) + e / (2 * a)
    u = mp.sqrt(max(mp.mpf(0), b * b / (3 * a) ** 2 - c / (3 * a)))
    if v < 0:
        u = -u
    w = (mp.pi + mp.acos(max(mp.mpf(-1), min(mp.mpf(1), v / u**3)))) / 3 if u != 0 else mp.pi / 3
    r1 = min(mp.mpf(1), max(mp.mpf(0), 2 * u * mp.cos(w) - b / (3 * a)))
    r0 = min(mp.mpf(1), max(mp.mpf(0), r1 - d))
    variance = (r1 * (1 - r1) / n1 + r0 * (1 - r0) / n0) * N / (N - 1)
    gap = p1 - p0 - d
    return gap / mp.sqrt(variance) if variance > 0 else (mp.sign(gap) * mp.inf if gap != 0 else mp.mpf(0))


def score_ratio(x1, n1, x0, n0, ratio):
    N = mp.mpf(n1 + n0)
    a, b, c = N * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio), mp.mpf(x1 + x0)
    r0 = (-b - mp.sqrt(b * b - 4 * a * c)) / (2 * a)
    r1 = ratio * r0
    variance = (r1 * (1 - r1) / n1 + ratio**2 * r0 * (1 - r0) / n0) * N / (N - 1)
    return (mp.mpf(x1) / n1 - ratio * mp.mpf(x0) / n0) / mp.sqrt(variance)


def crossing(score, goal, inside, outside, steps=110):
    for _ in range(steps):
        middle = (inside + outside) / 2
        if abs(score(middle)) < goal:
            inside = middle
        else:
            outside = middle
    return float((inside + outside) / 2)


def rates(x1, n1, x0, n0, alpha):
    z = normal_critical(mp.mpf(alpha) / 2)
    p1, p0 = mp.mpf(x1) / n1, mp.mpf(x0) / n0
    estimate = p1 - p0
    score = lambda d: score_difference(x1, n1, x0, n0, d)
    edge = mp.mpf(10) ** -40
    mn = [
        crossing(score, z, estimate, -1 + edge) if estimate > -1 else -1.0,
        crossing(score, z, estimate, 1 - edge) if estimate < 1 else 1.0,
    ]
    null = abs(score(mp.mpf(0))) if estimate != 0 else mp.mpf(0)

    def wilson(x, n):
        root = z * mp.sqrt(mp.mpf(x) * (n - x) / n + z * z / 4)
        return (x + z * z / 2 - root) / (n + z * z), (x + z * z / 2 + root) / (n + z * z)

    (l1, u1), (l0, u0) = wilson(x1, n1), wilson(x0, n0)
    result = {
        "table": [x1, n1, x0, n0], "alpha": alpha, "mn": mn, "p": float(mp.erfc(null / mp.sqrt(2))),
        "newcombe": numbers([estimate - mp.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2), estimate + mp.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)]),
        "wilson": numbers([l1, u1]),
    }
    if x1 + x0 > 0:
        log_score = lambda t: score_ratio(x1, n1, x0, n0, mp.exp(t))
        at = mp.log(p1 / p0) if x1 > 0 and x0 > 0 else mp.mpf(-60 if x1 == 0 else 60)
        low = mp.exp(crossing(log_score, z, at, at - 60)) if x1 > 0 and x0 > 0 else 0 if x1 == 0 else mp.exp(crossing(log_score, z, at, mp.mpf(-60)))
        high = None if x0 == 0 else float(mp.exp(crossing(log_score, z, at, at + 120)))
        result["ratio"] = [float(low), high]
    return result


def clopper(x, n, alpha):
    tail = mp.mpf(alpha) / 2

    def solve(f, low, high):
        for _ in range(120):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) else (low, middle)
        return float(low)

    # P(X >= x | p) and P(X <= x | p), summed term by term.
    term = lambda k, p: mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p))
    below = lambda k, p: sum(term(i, p) for i in range(0, k + 1))
    tiny = mp.mpf(10) ** -50
    with mp.workdps(40):
        low = 0.0 if x == 0 else solve(lambda p: 1 - below(x - 1, p) < tail, tiny, 1 - tiny)
        high = solve(lambda p: below(x, p) > tail, tiny, 1 - tiny)
    return {"converters": x, "n": n, "alpha": alpha, "low": low, "high": high}


def sequence(alpha, planned, n, z):
    q = -2 * mp.log(exact(alpha))
    scaled = exact(n) * (q + mp.log(q + 1)) / exact(planned)
    multiplier = mp.sqrt(2 * (scaled + 1) / scaled * mp.log(mp.sqrt(scaled + 1) / exact(alpha)))
    p = min(mp.mpf(1), mp.sqrt(scaled + 1) * mp.exp(-scaled * exact(z) ** 2 / (2 * (scaled + 1))))
    return [alpha, planned, n, z, float(multiplier), float(p)]


def sizes(counts, shares):
    used = [(c, exact(s)) for c, s in zip(counts, shares) if s > 0]
    total, scale = sum(c for c, _ in used), sum(s for _, s in used)
    statistic = sum((c - total * s / scale) ** 2 / (total * s / scale) for c, s in used)
    df = len(used) - 1
    concentration = mp.mpf(10000)
    log = mp.loggamma(concentration) - mp.loggamma(concentration + total)
    for c, s in used:
        prior = concentration * s / scale
        log += mp.loggamma(prior + c) - mp.loggamma(prior) - c * mp.log(s / scale)
    return {
        "counts": counts, "shares": shares, "statistic": float(statistic),
        "p": float(mp.gammainc(mp.mpf(df) / 2, statistic / 2, mp.inf, regularized=True)),
        "sequential": float(min(mp.mpf(1), mp.exp(-log))),
    }


def joint(columns):
    v = [[Fraction(float(x)) for x in column] for column in columns]
    n = len(v[0])
    means = [sum(c) / n for c in v]
    cov = [[sum((a - means[i]) * (b - means[j]) for a, b in zip(v[i], v[j])) / (n - 1) for j in range(len(v))] for i in range(len(v))]
    to = lambda f: mp.mpf(f.numerator) / f.denominator
    return [to(m) for m in means], [[to(c) for c in row] for row in cov], n


def ratio(treated, control):
    parts = []
    for columns in (treated, control):
        (m, d), c, n = joint(columns)
        parts.append((m / d, (c[0][0] - 2 * m / d * c[0][1] + (m / d) ** 2 * c[1][1]) / d**2 / n))
    (r1, v1), (r0, v0) = parts
    lift = None
    if r0 != 0 and abs(r0) >= 3 * mp.sqrt(v0):
        lift = numbers([(r1 - r0) / abs(r0), mp.sqrt(v1 / r0**2 + v0 * r1**2 / r0**4)])
    return {"treated": [numbers(c) for c in treated], "control": [numbers(c) for c in control], "difference": numbers([r1 - r0, mp.sqrt(v1 + v0)]), "lift": lift}


def cuped(treated, control):
    """theta from everybody together; the lift over the unadjusted mean of control, with its covariance."""
    (m1, c1, n1), (m0, c0, n0) = joint(treated), joint(control)
    _, all_, _ = joint([list(a) + list(b) for a, b in zip(treated, control)])
    theta = all_[0][1] / all_[1][1] if all_[1][1] != 0 else mp.mpf(0)
    e1 = (c1[0][0] - 2 * theta * c1[0][1] + theta**2 * c1[1][1]) / n1
    e0 = (c0[0][0] - 2 * theta * c0[0][1] + theta**2 * c0[1][1]) / n0
    estimate = m1[0] - m0[0] - theta * (m1[1] - m0[1])
    lift = None
    if m0[0] != 0 and abs(m0[0]) >= 3 * mp.sqrt(c0[0][0] / n0):
        f = m1[0] / m0[0]
        control_part = (f**2 * c0[0][0] - 2 * theta * f * c0[0][1] + theta**2 * c0[1][1]) / n0
        lift = numbers([estimate / abs(m0[0]), mp.sqrt((e1 + control_part) / m0[0] ** 2)])
    return {"treated": [numbers(c) for c in treated], "control": [numbers(c) for c in control], "theta": float(theta), "difference": numbers([estimate, mp.sqrt(e1 + e0)]), "lift": lift}


def off_policy(weights, rewards, customers, logged, direct):
    w, r, q, dm = [[exact(x) for x in v] for v in (weights, rewards, logged, direct)]
    n = len(w)
    names = sorted(set(customers))
    g = mp.mpf(len(names))

    def clustered(values):
        mean = sum(values) / n
        sums = [sum(v - mean for v, c in zip(values, customers) if c == name) for name in names]
        return numbers([mean, mp.sqrt(g / (g - 1) * sum(s * s for s in sums)) / n])

    snips = sum(a * b for a, b in zip(w, r)) / sum(w)
    sums = [sum(a * (b - snips) for a, b, c in zip(w, r, customers) if c == name) for name in names]
    return {
        "weights": weights, "rewards": rewards, "customers": customers, "logged": logged, "direct": direct,
        "effective": float(sum(w) ** 2 / sum(a * a for a in w)),
        "ips": clustered([a * b for a, b in zip(w, r)]),
        "snips": numbers([snips, mp.sqrt(sum(s * s for s in sums)) / sum(w)]),
        "dr": clustered([d + a * (b - c) for d, a, b, c in zip(dm, w, r, q)]),
        "direct_method": clustered(dm),
    }


def main():
    rng = numpy.random.default_rng(20261127)
    alphas = [0.05, 1e-9, 0.3, 0.001]
    heavy = lambda k: numpy.round(rng.lognormal(1, 3, k), 4)
    values = [
        ([0, 1], [0, 0, 3]), ([5, 5, 5, 5], [1, 2, 9]), ([1e9 + 1e-3, 1e9 - 1e-3, 1e9], [1e9 + 2e-3, 1e9]),
        ([0, 0, 0, 0, 7], [0, 0, 0, 1]), (-heavy(12), -heavy(5)), (heavy(40), heavy(3)), ([1e-12, 2e-12, 3e-12], [1e-12, 1.5e-12]),
        (numpy.r_[heavy(20), -heavy(20)], numpy.r_[heavy(3), -heavy(30)]), ([1e150, -1e150, 1], [0, 1e140]),
        (rng.integers(0, 2, 60), rng.integers(0, 3, 9)), (1e6 + rng.integers(0, 3, 50) * 1e-6, 1e6 + rng.integers(0, 3, 50) * 1e-6),
        ([3, 3, 3, 4], [3, 3, 3, 3, 3, 3]),
    ]
    summaries = [
        ((10**9, 0.0200001, 0.0196), (10**9, 0.02, 0.0196)), ((10**9, 1e-8, 1e-8), (10**8, 2e-8, 2e-8)),
        ((2, 1.0, 0.5), (10**9, 0.0, 1e-6)), ((500000, 1e12, 1e4), (400000, 1e12 + 3, 2e4)), ((50, 3.0, 1e-20), (60, 2.0, 1e10)),
        ((1000, -4.0, 9.0), (3000, -5.0, 2.0)), ((10**6, 0.5, 0.25), (10**6, 0.4, 0.24)), ((30, 0.001, 1.0), (20, 0.5, 0.001)),
    ]
    tables = [
        (0, 5, 3, 7), (0, 1, 0, 1), (1, 1, 1, 1), (0, 10**9, 3, 10**9), (12, 10**9, 3, 10**8), (5 * 10**8, 10**9, 500100000, 10**9),
        (1, 2, 10**6, 10**7), (0, 3, 10**6, 10**6), (99999, 10**5, 49998, 5 * 10**4), (2, 1000, 0, 7), (40, 40, 1, 40), (7, 9, 2, 3000),
        (1, 10**6, 1, 10**6), (300, 700, 1, 3),
    ]
    pairs = []
    for n1, n0, spread in ((3, 2, 1.0), (40, 7, 1e5), (25, 60, 1e-6), (12, 12, 0)):
        columns = lambda k: [numpy.round(rng.lognormal(0, 2, k), 3), numpy.round(1 + spread * rng.random(k), 9)]
        pairs.append((columns(n1), columns(n0)))
    pairs.append(([[-3, 0, 2, 9], [1, 1, 4, 8]], [[0, 0, -8], [2, 2, 9]]))
    pairs.append(([1e9 + rng.random(9), 1e6 + rng.random(9)], [1e9 + rng.random(5), 1e6 + rng.random(5)]))
    clusters = []
    for n, big in ((9, 6), (40, 30), (30, 1)):
        customers = sorted([0] * big + [int(c) for c in rng.integers(1, 8, n - big)])
        w = numbers(numpy.round(rng.lognormal(0, 2, n), 5))
        r = numbers(numpy.round(rng.normal(0, 1, n) * 10.0 ** rng.integers(-4, 5, n), 6))
        clusters.append(off_policy(w, r, customers, numbers(numpy.round(rng.normal(0, 5, n), 3)), numbers(numpy.round(rng.normal(0, 5, n), 3))))

    json.dump(
        {
            "made_with": made_with(numpy, scipy, mp),
            "values": [from_values(t, c, alphas[i % 4]) for i, (t, c) in enumerate(values)],
            "summaries": [from_summary(t, c, alphas[i % 4]) for i, (t, c) in enumerate(summaries)],
            "fieller": [fieller(t, c, alphas[i % 4]) for i, (t, c) in enumerate(summaries + [((9, 1e9, 1.0), (9, -1e9, 2.0)), ((9, 1.0, 4.0), (9, 1e-9, 4.0))])],
            "rates": [rates(*t, alphas[i % 4]) for i, t in enumerate(tables)],
            "one_rate": [clopper(x, n, a) for x, n, a in ((0, 1, 0.05), (1, 1, 0.05), (1, 10**9, 0.05), (30, 10**8, 1e-9), (2, 3, 0.3), (0, 10**9, 1e-9), (29, 30, 0.001), (199, 200, 1e-9), (3, 10**12, 1e-6), (2, 2**53 - 1, 0.05))],
            "sequence": [sequence(a, p, n, z) for a, p, n, z in ((0.05, 1, 10**9, 3), (0.05, 10**9, 1, 30), (1e-12, 5000, 5000, 9), (0.99, 100, 3, 0.1), (0.025, 2e4, 1e6, 39), (0.05, 5000.5, 0.25, 1), (1e-300, 10, 10, 38))],
            "sizes": [sizes(c, s) for c, s in (([10**9, 10**9 + 200000], [1, 1]), ([0, 5], [0.9, 0.1]), ([3, 0, 0], [0.7, 0.2, 0.1]), ([7 * 10**8, 2 * 10**8, 10**8, 5], [0.7, 0.2, 0.1, 0]), ([1, 0], [1e-6, 1]), ([700, 200, 130], [7e300, 2e300, 1e300]), ([1, 1, 1, 1, 1, 1, 1, 1], [1] * 8), ([10**6, 0], [0.5, 0.5]))],
            "ratio": [ratio(t, c) for t, c in pairs],
            "cuped": [cuped(t, c) for t, c in pairs],
            "off_policy": clusters,
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
