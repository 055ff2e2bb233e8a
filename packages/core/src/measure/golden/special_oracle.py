"""Independent values for packages/core/src/measure/special, by mpmath with 40 digits (series and quadrature, no doubles).

Run:  python3 special_oracle.py > special.json     (in this folder; Debian package python3-mpmath)
"""
import json
import sys

import mpmath as mp

from versions import made_with

mp.mp.dps = 40


def t_survival(t, n):
    t, n = mp.mpf(t), mp.mpf(n)
    tail = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def t_survival_by_density(t, n):
    """For many degrees, where the series above is slow: the density integrated."""
    t, n = mp.mpf(t), mp.mpf(n)
    log_front = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2
    return mp.quad(lambda u: mp.exp(log_front - (n + 1) / 2 * mp.log1p(u * u / n)), [t, t + 2, t + 6, t + 20])


def lower(x, a, b):
    return mp.betainc(mp.mpf(a), mp.mpf(b), 0, mp.mpf(x), regularized=True)


def upper(x, a, b):
    return mp.betainc(mp.mpf(b), mp.mpf(a), 0, 1 - mp.mpf(x), regularized=True)


def root(f, start):
    """By halving between a quarter and four times the start."""
    low, high = mp.mpf(start) / 4, mp.mpf(start) * 4
    sign = mp.sign(f(low))
    assert mp.sign(f(high)) == -sign
    for _ in range(90):
        middle = (low + high) / 2
        if mp.sign(f(middle)) == sign:
            low = middle
        else:
            high = middle
    return float(low)


def main():
    beta_at = [(0.5, 0.5), (1, 1), (2, 3), (0.01, 5), (5, 0.01), (30, 70), (1000, 20)]
    points = [1e-12, 1e-3, 0.3, 0.5, 0.97]
    gamma_at = [(0.5, 0.001), (0.5, 30), (2, 600), (3, 0.01), (150, 100), (150, 300), (900, 850), (900, 1000)]
    f = lambda x, a, b: (a * x / (a * x + b), a / 2, b / 2)
    json.dump(
        {
            "made_with": made_with(mp),
            "normal_survival": [[z, float(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)] for z in (-5, -1, 0, 0.3, 1.5, 3, 10, 37)],
            "normal_quantile": [[p, float(mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1))] for p in (1e-10, 0.01, 0.3, 0.4501, 0.4999, 0.5000001, 0.51, 0.6, 0.975, 0.9999999)],
            "student_survival": [[t, n, float(t_survival(t, n))] for n in (0.5, 1, 2, 3.7, 30, 1000.5) for t in (-3, -0.2, 0.001, 0.5, 1.96, 5, 40)]
            + [[t, n, float(t_survival_by_density(t, n))] for n in (9999, 10001, 123456, 1e6, 1e8) for t in (0.1, 1.96, 4, 9)],
            "student_quantile": [[0.975, 1, float(mp.tan(mp.pi * mp.mpf("0.475")))]]
            + [[p, 2, float((2 * mp.mpf(p) - 1) * mp.sqrt(2 / (4 * mp.mpf(p) * (1 - mp.mpf(p)))))] for p in (1e-12, 0.025, 0.4999, 0.6, 0.975, 0.999999)]
            + [[p, n, root(lambda t: t_survival(t, n) - (1 - mp.mpf(p)), s)] for p, n, s in ((0.975, 5.5, 2.5), (0.9, 30, 1.3), (0.999, 3, 10))],
            "beta": [[x, a, b, float(lower(x, a, b)), float(upper(x, a, b))] for a, b in beta_at for x in points],
            "beta_quantile": [[p, a, b, root(lambda x: mp.log(lower(x, a, b) / mp.mpf(p)), s)] for p, a, b, s in ((0.025, 2, 3, 0.07), (0.8, 2, 3, 0.24), (1e-6, 2, 3, 4e-4), (0.3, 1, 50, 0.007), (0.999, 5, 40, 0.24))]
            + [[p, 0.5, 0.5, float(mp.sin(mp.pi * mp.mpf(p) / 2) ** 2)] for p in (1e-9, 0.1, 0.5, 0.95)],
            "gamma": [[a, x, float(mp.gammainc(a, 0, x, regularized=True)), float(mp.gammainc(a, x, mp.inf, regularized=True))] for a, x in gamma_at],
            "chi_square_quantile": [[p, 2, float(-2 * mp.log1p(-mp.mpf(p)))] for p in (1e-9, 0.1, 0.95, 0.999999)]
            + [[0.95, 1, root(lambda x: mp.gammainc(0.5, 0, x / 2, regularized=True) - mp.mpf(0.95), 3.8)], [0.999, 10, root(lambda x: mp.gammainc(5, 0, x / 2, regularized=True) - mp.mpf(0.999), 29)]],
            "f_survival": [[x, a, b, float(upper(*f(mp.mpf(x), mp.mpf(a), mp.mpf(b))))] for x, a, b in ((1, 1, 10), (4.5, 3, 20), (60, 1, 1000), (0.02, 5, 7.5), (300, 2, 9))],
            "f_quantile": [[p, a, b, root(lambda x: lower(*f(x, mp.mpf(a), mp.mpf(b))) - mp.mpf(p), s)] for p, a, b, s in ((0.95, 1, 10, 5), (0.05, 5, 7, 0.2), (0.99, 3, 30, 4.5))],
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
