"""Independent values for packages/core/src/measure/{estimate,strata}: from the single customers, not from moments.

Run:  python3 estimates_oracle.py > estimates.json     (in this folder)
Debian packages python3-numpy, python3-scipy, python3-statsmodels, python3-mpmath; versions are in the output.

Each quantity is reached by another road than in the product:
- Welch by exact fractions and the t distribution of mpmath, held against scipy.stats.ttest_ind and statsmodels CompareMeans;
- relative lifts, CUPED lifts and ratios by the numerical gradient of the statistic in the sample means (mpmath);
- Fieller by scanning which lifts a t-free z test rejects and refining the edges (mpmath);
- Newcombe by statsmodels; Miettinen-Nurminen by maximising the binomial likelihood numerically at each difference
  (statsmodels 0.13.5 solves the difference by a cubic that is off in the third digit: 56/70 - 48/80 gives 0.0526 to
  0.3440, while Newcombe 1998, table II, prints 0.0528 to 0.3382), its ratio by statsmodels;
- CUPED theta by ordinary least squares on all customers; clustered ratios by statsmodels OLS with clustered errors.
"""
import json
import math
import sys
import warnings
from fractions import Fraction

import mpmath as mp
import numpy
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from versions import made_with

warnings.filterwarnings("ignore")
mp.mp.dps = 40


def numbers(values):
    return [float(v) for v in values]


def t_survival(t, n):
    tail = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def t_critical(alpha, n):
    low, high = mp.mpf(0), mp.mpf(1000)
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if t_survival(middle, n) > mp.mpf(alpha) / 2 else (low, middle)
    return low


def fraction(x):
    return mp.mpf(x.numerator) / x.denominator


def welch(t, c, alpha):
    """Moments as exact fractions, t by mpmath; checked against scipy and statsmodels, whose digits are fewer."""
    parts = []
    for values in (t, c):
        exact = [Fraction(float(v)) for v in values]
        mean = sum(exact) / len(exact)
        parts.append((fraction(mean), fraction(sum((v - mean) ** 2 for v in exact) / (len(exact) - 1) / len(exact))))
    (m1, v1), (m0, v0) = parts
    error = mp.sqrt(v1 + v0)
    degrees = (v1 + v0) ** 2 / (v1**2 / (len(t) - 1) + v0**2 / (len(c) - 1))
    z = (m1 - m0) / error
    half = t_critical(alpha, degrees) * error
    result = {"treated": numbers(t), "control": numbers(c), "alpha": alpha, "low": float(m1 - m0 - half), "high": float(m1 - m0 + half)}
    result.update(p_two_sided=float(2 * t_survival(abs(z), degrees)), p_greater=float(t_survival(z, degrees)), p_less=float(t_survival(-z, degrees)), degrees=float(degrees))
    if abs(m0) < 1e6:
        compare = CompareMeans(DescrStatsW(numpy.array(t)), DescrStatsW(numpy.array(c)))
        assert numpy.allclose(compare.tconfint_diff(alpha=alpha, usevar="unequal"), [result["low"], result["high"]], rtol=1e-7)
        for name, side in (("two_sided", "two-sided"), ("greater", "greater"), ("less", "less")):
            assert math.isclose(stats.ttest_ind(t, c, equal_var=False, alternative=side).pvalue, result["p_" + name], rel_tol=1e-9)
    return result


def gradient_error(statistic, groups):
    """Standard error of a function of sample means by its numerical gradient; `groups`: customers x variables."""
    groups = [numpy.asarray(g, dtype=float) for g in groups]
    means = [mp.mpf(math.fsum(column)) / len(g) for g in groups for column in g.T]
    variance, at = mp.mpf(0), 0
    for g in groups:
        k = g.shape[1]
        slope = []
        for i in range(k):
            step = mp.mpf(10) ** -15 * max(1, abs(means[at + i]))
            up, down = list(means), list(means)
            up[at + i] += step
            down[at + i] -= step
            slope.append((statistic(up) - statistic(down)) / (2 * step))
        cov = numpy.atleast_2d(numpy.cov(g.T))
        variance += sum(slope[i] * slope[j] * mp.mpf(float(cov[i, j])) for i in range(k) for j in range(k)) / len(g)
        at += k
    return float(statistic(means)), float(mp.sqrt(variance))


def lift(treated, control):
    value, error = gradient_error(lambda m: (m[0] - m[1]) / abs(m[1]), [numpy.array([treated]).T, numpy.array([control]).T])
    return {"treated": numbers(treated), "control": numbers(control), "value": value, "error": error}


def fieller(treated, control, alpha):
    m1, m0 = mp.mpf(math.fsum(treated)) / len(treated), mp.mpf(math.fsum(control)) / len(control)
    s1, s0 = mp.mpf(float(numpy.var(treated, ddof=1))) / len(treated), mp.mpf(float(numpy.var(control, ddof=1))) / len(control)
    z = mp.sqrt(2) * mp.erfinv(1 - mp.mpf(alpha))
    excess = lambda r: (m1 - m0 - r * abs(m0)) ** 2 - z**2 * (s1 + s0 * (1 + r * mp.sign(m0)) ** 2)
    grid = sorted([mp.sinh(mp.mpf(k) / 40) for k in range(-400, 401)])
    inside = [excess(r) <= 0 for r in grid]
    edges = []
    for i in range(len(grid) - 1):
        if inside[i] != inside[i + 1]:
            edges.append(float(mp.findroot(excess, (grid[i], grid[i + 1]), solver="anderson", tol=1e-30)))
    kind = "whole_line" if all(inside) else "complement" if inside[0] and inside[-1] else "interval"
    return {"treated": numbers(treated), "control": numbers(control), "alpha": alpha, "kind": kind, "edges": edges}


def restricted_rates(x1, n1, x0, n0, d):
    """Rates p0 + d and p0 that make the binomial likelihood largest: golden section, then Newton on its slope."""
    low, high = mp.mpf(max(0, -d)), mp.mpf(min(1, 1 - d))
    term = lambda count, rate: mp.mpf(0) if count == 0 else count * mp.log(rate) if rate > 0 else -mp.inf
    like = lambda p: term(x1, p + d) + term(n1 - x1, 1 - p - d) + term(x0, p) + term(n0 - x0, 1 - p)
    shrink = (mp.sqrt(5) - 1) / 2
    a, b = low, high
    c, e = b - shrink * (b - a), a + shrink * (b - a)
    fc, fe = like(c), like(e)
    for _ in range(180):
        if fc > fe:
            b, e, fe = e, c, fc
            c = b - shrink * (b - a)
            fc = like(c)
        else:
            a, c, fc = c, e, fe
            e = a + shrink * (b - a)
            fe = like(e)
    p0 = (a + b) / 2
    return min(max(p0 + d, mp.mpf(0)), mp.mpf(1)), p0


def mn_difference(x1, n1, x0, n0, alpha):
    z = mp.sqrt(2) * mp.erfinv(1 - mp.mpf(alpha))
    estimate = mp.mpf(x1) / n1 - mp.mpf(x0) / n0

    def score(d):
        p1, p0 = restricted_rates(x1, n1, x0, n0, d)
        variance = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * (n1 + n0) / mp.mpf(n1 + n0 - 1)
        return (estimate - d) / mp.sqrt(variance) if variance > 0 else mp.sign(estimate - d) * mp.inf

    def edge(goal, inner, outer):
        for _ in range(46):
            middle = (inner + outer) / 2
            if abs(score(middle)) < z:
                inner = middle
            else:
                outer = middle
        return float((inner + outer) / 2)

    tiny = mp.mpf(10) ** -25
    low = edge(z, estimate, mp.mpf(-1) + tiny) if estimate > -1 else -1.0
    high = edge(-z, estimate, mp.mpf(1) - tiny) if estimate < 1 else 1.0
    null = score(mp.mpf(0)) if estimate != 0 else mp.mpf(0)
    return {"table": [x1, n1, x0, n0], "alpha": alpha, "low": low, "high": high, "p": float(mp.erfc(abs(null) / mp.sqrt(2)))}


def main():
    rng = numpy.random.default_rng(20261126)
    skewed = numpy.round(rng.lognormal(2, 1.5, 60) * rng.binomial(1, 0.3, 60), 2)
    plain = numpy.round(rng.lognormal(2, 1.2, 45) * rng.binomial(1, 0.6, 45) + 3, 2)
    coins, other = rng.binomial(1, 0.6, 50), rng.binomial(1, 0.5, 40)
    losses = -plain - 1
    near_zero = numpy.round(rng.normal(0.3, 2, 30), 3)
    zero_mean = numpy.round(rng.normal(0.02, 2, 25), 3)
    pairs = [(plain, skewed), (coins, other), (losses * 0.9, losses), (plain[:2], plain[5:8]), (1e9 + rng.normal(0, 1e-3, 40), 1e9 + rng.normal(3e-4, 1e-3, 50))]

    # Covariates: history, its share of new customers, and a ratio before and after.
    n = 80
    x = numpy.round(rng.gamma(2, 3, 2 * n), 3)
    has = rng.binomial(1, 0.8, 2 * n)
    x = x * has
    y = numpy.round(5 + 0.8 * x + 2 * has + rng.normal(0, 2, 2 * n), 3)
    y[:n] += 0.7
    covariates = numpy.column_stack([y, x, has])
    one, two = covariates[:n], covariates[n:]
    theta1 = float(sm.OLS(y, sm.add_constant(x)).fit().params[1])
    theta2 = numbers(sm.OLS(y, sm.add_constant(numpy.column_stack([x, has]))).fit().params[1:])

    def cuped(theta):
        adjust = lambda g: g[:, 0] - g[:, 1 : 1 + len(theta)] @ numpy.array(theta)
        a1, a0 = adjust(one), adjust(two)
        error = math.sqrt(numpy.var(a1, ddof=1) / n + numpy.var(a0, ddof=1) / n)
        raw = math.sqrt(numpy.var(one[:, 0], ddof=1) / n + numpy.var(two[:, 0], ddof=1) / n)
        return {"theta": theta, "value": float(a1.mean() - a0.mean()), "error": error, "reduction": 1 - error**2 / raw**2}

    def cuped_lift(theta):
        # The gradient at equal covariate means, which is what randomisation makes them.
        statistic = lambda m: (m[0] - theta * m[1] - (m[2] - theta * m[3])) / abs(m[2])
        value, _ = gradient_error(statistic, [one[:, :2], two[:, :2]])
        m1, m0 = one[:, 0].mean(), two[:, 0].mean()
        residual = two[:, 0] * m1 / m0 - theta * two[:, 1]
        error = math.sqrt(numpy.var(one[:, 0] - theta * one[:, 1], ddof=1) / n + numpy.var(residual, ddof=1) / n) / abs(m0)
        return {"theta": theta, "value": value, "error": error}

    d_pre, d_post = rng.poisson(6, 2 * n) + 1, rng.poisson(7, 2 * n) + 1
    taste = rng.beta(2, 6, 2 * n)
    m_pre = rng.binomial(d_pre, taste)
    m_post = rng.binomial(d_post, numpy.clip(taste + numpy.r_[numpy.full(n, 0.05), numpy.zeros(n)], 0, 1))
    four = numpy.column_stack([m_post, d_post, m_pre, d_pre]).astype(float)
    f1, f2 = four[:n], four[n:]
    ratio_difference = gradient_error(lambda m: m[0] / m[1] - m[2] / m[3], [f1[:, :2], f2[:, :2]])
    ratio_lift = gradient_error(lambda m: (m[0] / m[1] - m[2] / m[3]) / abs(m[2] / m[3]), [f1[:, :2], f2[:, :2]])

    def linear(g):
        r_post, r_pre = g[:, 0].sum() / g[:, 1].sum(), g[:, 2].sum() / g[:, 3].sum()
        return (g[:, 0] - r_post * g[:, 1]) / g[:, 1].mean(), (g[:, 2] - r_pre * g[:, 3]) / g[:, 3].mean()

    covariances = [numpy.cov(*linear(g)) for g in (f1, f2)]
    ratio_theta = float(sum(c[0, 1] for c in covariances) / sum(c[1, 1] for c in covariances))
    adjusted = lambda m: m[0] / m[1] - ratio_theta * m[2] / m[3] - (m[4] / m[5] - ratio_theta * m[6] / m[7])
    cuped_ratio = gradient_error(adjusted, [f1, f2])
    cuped_ratio_lift = gradient_error(lambda m: adjusted(m) / abs(m[4] / m[5]), [f1, f2])

    # One group's ratio by OLS of 0/1 clicks on a constant with errors clustered by customer (CR0, then n / (n - 1)).
    clicks = numpy.concatenate([[1] * int(m) + [0] * int(d - m) for m, d in f1[:, :2]])
    who = numpy.concatenate([[i] * int(d) for i, d in enumerate(f1[:, 1])])
    ols = sm.OLS(clicks, numpy.ones(len(clicks))).fit(cov_type="cluster", cov_kwds={"groups": who, "use_correction": False})
    cluster_error = float(ols.bse[0] * math.sqrt(n / (n - 1)))

    tables = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20), (10, 10, 0, 10), (3, 10000, 9, 9000), (1, 1, 0, 1), (0, 1, 1, 3), (2, 50000, 11, 60000)]
    newcombe = []
    for t in tables:
        low, high = confint_proportions_2indep(*t, compare="diff", method="newcomb")
        newcombe.append({"table": list(t), "low": float(low), "high": float(high)})
    ratios = []
    for t in ((56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (3, 10000, 9, 9000), (2, 50000, 11, 60000), (40, 1000, 20, 3000)):
        low, high = confint_proportions_2indep(*t, compare="ratio", method="score", correction=True)
        ratios.append({"table": list(t), "low": float(low), "high": float(high)})
    singles = []
    for x1, n1 in ((0, 10), (10, 10), (3, 10), (1, 1), (7, 123456), (50, 100)):
        for method, name in (("wilson", "wilson"), ("beta", "clopper_pearson")):
            low, high = proportion_confint(x1, n1, method=method)
            singles.append({"converters": x1, "n": n1, "method": name, "low": float(low), "high": float(high)})

    values = numpy.sort(numpy.round(rng.lognormal(3, 1, 400), 3))
    quantiles = []
    for size, level in ((400, 0.5), (400, 0.9), (400, 0.99), (60, 0.25), (20, 0.5)):
        part = numpy.sort(values[:: 400 // size][:size])
        cdf = stats.binom.cdf(numpy.arange(-1, size + 1), size, level)
        below = max(k for k in range(0, size + 1) if cdf[k] <= 0.025)
        above = min(k for k in range(0, size + 1) if 1 - cdf[k] <= 0.025)
        quantiles.append({"values": numbers(part), "level": level, "low": float(part[below - 1]) if below > 0 else None, "high": float(part[above - 1]) if above <= size else None})
    z = stats.norm.ppf(0.975)

    def outer(part, level):
        part = numpy.sort(part)
        half = z * math.sqrt(level * (1 - level) / len(part))
        rank = lambda q: float(part[min(len(part), max(1, math.ceil(q * len(part)))) - 1])
        return rank(level), (rank(level + half) - rank(level - half)) / (2 * z) * math.sqrt((len(part) - 1) / len(part))

    q1, e1 = outer(values[::2], 0.8)
    q0, e0 = outer(values[1::2] * 0.9, 0.8)

    epochs = []
    for sizes, shift in (((40, 20), 0), ((30, 60), 2), ((25, 25), 5)):
        epochs.append([numbers(numpy.round(rng.normal(shift + 0.5, 1, sizes[0]), 3)), numbers(numpy.round(rng.normal(shift, 1, sizes[1]), 3))])
    weights = [(len(t) + len(c)) / 200 for t, c in epochs]
    stratified = sum(w * (numpy.mean(t) - numpy.mean(c)) for w, (t, c) in zip(weights, epochs))
    stratified_error = math.sqrt(sum(w**2 * (numpy.var(t, ddof=1) / len(t) + numpy.var(c, ddof=1) / len(c)) for w, (t, c) in zip(weights, epochs)))
    weighted = lambda m, k: sum(w * m[2 * i + k] for i, w in enumerate(weights))
    stratified_lift = gradient_error(lambda m: (weighted(m, 0) - weighted(m, 1)) / abs(weighted(m, 1)), [numpy.array([v]).T for pair in epochs for v in pair])

    json.dump(
        {
            "made_with": made_with(numpy, scipy, statsmodels, mp),
            "welch": [welch(t, c, a) for (t, c), a in zip(pairs, (0.05, 0.01, 0.05, 0.1, 0.05))],
            "lift": [lift(t, c) for t, c in ((plain + 30, plain[5:] + 28), pairs[1], pairs[2])],
            "fieller": [fieller(t, c, a) for t, c, a in ((plain, skewed, 0.05), (coins, other, 0.05), (plain, near_zero, 0.05), (near_zero, zero_mean, 0.05), (losses * 0.9, losses, 0.05), (plain, zero_mean, 0.01))],
            "miettinen_nurminen": [mn_difference(*t, 0.05) for t in tables] + [mn_difference(56, 70, 48, 80, 0.01)],
            "newcombe": newcombe,
            "ratio_of_rates": ratios,
            "one_rate": singles,
            "cuped": {"treated": [numbers(c) for c in one.T], "control": [numbers(c) for c in two.T], "one": cuped([theta1]), "two": cuped(theta2), "lift": cuped_lift(theta1)},
            "ratio": {"treated": [numbers(c) for c in f1.T], "control": [numbers(c) for c in f2.T], "difference": ratio_difference, "lift": ratio_lift, "cluster": [float(clicks.mean()), cluster_error], "theta": ratio_theta, "cuped_difference": cuped_ratio, "cuped_lift": cuped_ratio_lift},
            "quantile_interval": quantiles,
            "quantile_difference": {"treated": numbers(values[::2]), "control": numbers(values[1::2] * 0.9), "level": 0.8, "value": q1 - q0, "error": math.sqrt(e1**2 + e0**2)},
            "post_stratified": {"epochs": epochs, "value": float(stratified), "error": stratified_error, "lift": stratified_lift},
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
