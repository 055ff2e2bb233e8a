"""Independent values for packages/core/src/measure/{sequence,checks,multiplicity,planning}.

Run:  python3 inference_oracle.py > inference.json     (in this folder)
Debian packages python3-numpy, python3-scipy, python3-statsmodels, python3-mpmath; versions are in the output.

Each quantity is reached by another road than in the product:
- the off-policy sequence by integrating its gamma mixture numerically and solving for the boundary (mpmath);
- the empirical-Bernstein sequence by cumulative sums over whole arrays, as the paper writes it;
- the one-sided sequence by evaluating the paper's equation with 40 digits, its p by solving that equation for alpha;
- Holm and Benjamini-Hochberg by statsmodels multipletests, Paule-Mandel by statsmodels combine_effects;
- power and sample size by statsmodels NormalIndPower; sequential ones by solving on a grid (scipy brentq);
- losses by scipy chi2_contingency, sample ratios by scipy chisquare.
"""
import json
import math
import sys

import mpmath as mp
import numpy
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower

from versions import made_with

mp.mp.dps = 30


def numbers(values):
    return [float(v) for v in values]


def empirical_bernstein(x, alpha):
    x = numpy.asarray(x)
    t = numpy.arange(1, len(x) + 1)
    mu = (0.5 + numpy.cumsum(x)) / (t + 1)
    mu_before = numpy.append(0.5, mu[:-1])
    sigma2 = (0.25 + numpy.cumsum((x - mu) ** 2)) / (t + 1)
    sigma2_before = numpy.append(0.25, sigma2[:-1])
    bet = numpy.minimum(0.5, numpy.sqrt(2 * numpy.log(2 / alpha) / (sigma2_before * t * numpy.log(1 + t))))
    psi = (-numpy.log(1 - bet) - bet) / 4
    v = 4 * (x - mu_before) ** 2
    centre = numpy.cumsum(bet * x) / numpy.cumsum(bet)
    half = (numpy.log(2 / alpha) + numpy.cumsum(v * psi)) / numpy.cumsum(bet)
    low = numpy.maximum.accumulate(numpy.maximum(0, centre - half))
    high = numpy.minimum.accumulate(numpy.minimum(1, centre + half))
    return numbers(centre), numbers(low), numbers(high)


def log_wealth(s, v):
    """ln of the integral over bets x in (0, 1) of exp(x s - v (-ln(1 - x) - x)) with density ~ exp(-(1 - x))."""
    f = lambda x: mp.exp(x * s - v * (-mp.log(1 - x) - x) - (1 - x))
    points = [mp.mpf(k) / 16 for k in range(16)] + [1 - mp.mpf(2) ** -k for k in range(5, 40, 3)] + [mp.mpf(1)]
    return mp.log(mp.quad(f, points) / (1 - mp.exp(-1)))


def off_policy_low(w, share, tail):
    s, v = mp.mpf(0), mp.mpf(0)
    for t, (a, b) in enumerate(zip(w, share)):
        x = mp.mpf(a) * mp.mpf(b)
        v += (x - (s + 0.5) / (t + 1)) ** 2
        s += x
    n = len(w)
    excess = lambda m: log_wealth(s - n * m, v) + mp.log(tail)
    if excess(mp.mpf(0)) <= 0:
        return 0.0
    low, high = mp.mpf(0), min(mp.mpf(1), s / n)
    for _ in range(48):
        middle = (low + high) / 2
        if excess(middle) > 0:
            low = middle
        else:
            high = middle
    return float(low)


def one_sided(alpha, planned, n):
    q = -2 * mp.log(2 * mp.mpf(alpha))
    scaled = n * (q + mp.log(q + 1)) / planned
    at = lambda a: mp.sqrt(2 * (scaled + 1) / scaled * mp.log(1 + mp.sqrt(scaled + 1) / (2 * a)))
    return at


def main():
    rng = numpy.random.default_rng(20261126)
    bounded = [numbers(rng.binomial(1, 0.1, 300)), numbers(numpy.round(rng.beta(2, 5, 120), 4)), [0.0] * 50, [1.0]]
    plans = [(0.05, 5000, 5000), (0.05, 20000, 700), (0.01, 20000, 90000), (0.2, 1000, 1000)]
    off_policy = []
    for n, alpha in ((200, 0.05), (60, 0.1), (10, 0.05)):
        p = rng.choice([0.25, 0.5, 0.75], n)
        e = rng.choice([0.1, 0.5, 0.9], n)
        w, r = numbers(e / p), numbers(rng.binomial(1, 0.4, n))
        low = off_policy_low(w, r, alpha / 2)
        high = 1 - off_policy_low(w, [1 - v for v in r], alpha / 2)
        off_policy.append({"weights": w, "rewards": r, "alpha": alpha, "low": low, "high": high})
    ps = [[0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.5], [1e-9, 0.2, 0.011, 0.9, 0.049, 0.02], [0.04], [0.0, 1.0, 0.3]]
    effects = [
        ([0.10, 0.30, 0.35, 0.65, 0.45, 0.15], [0.17, 0.22, 0.3, 0.1, 0.25, 0.13]),
        ([1.0, 1.1, 0.9], [0.5, 0.5, 0.5]),
        ([5.0, -3.0, 0.5, 9.0, 2.2], [0.4, 1.2, 0.1, 2.0, 0.3]),
    ]
    shrunk = []
    for values, errors in effects:
        result = combine_effects(numpy.array(values), numpy.array(errors) ** 2, method_re="iterated", atol=1e-14)
        between = max(0.0, float(result.tau2))
        precision = sum(1 / (e**2 + between) for e in errors)
        mean = sum(v / (e**2 + between) for v, e in zip(values, errors)) / precision
        posterior = []
        for v, e in zip(values, errors):
            # Normal prior around the common mean, whose own variance 1 / precision is added by the law of total variance.
            if between == 0:
                posterior.append([mean, math.sqrt(1 / precision)])
            else:
                own = 1 / (1 / between + 1 / e**2)
                posterior.append([own * (mean / between + v / e**2), math.sqrt(own + (own / between) ** 2 / precision)])
        shrunk.append({"values": values, "errors": errors, "between": between, "mean": mean, "effects": posterior})
    power = NormalIndPower()
    fixed = []
    for effect, sd, n0, ratio, alpha in ((0.2, 1.0, 300, 1, 0.05), (0.01, 0.14, 10000, 7, 0.05), (1.5, 12, 900, 0.5, 0.01)):
        fixed.append(
            {
                "effect": effect, "variance": sd * sd, "n": n0, "ratio": ratio, "alpha": alpha,
                "power": float(power.power(effect / sd, n0, alpha, ratio, alternative="two-sided")),
                "detectable": float((stats.norm.isf(alpha / 2) + stats.norm.isf(0.2)) * sd * math.sqrt((1 + 1 / ratio) / n0)),
                "size": float(((stats.norm.isf(alpha / 2) + stats.norm.isf(0.2)) * sd / effect) ** 2 * (1 + 1 / ratio)),
                # statsmodels counts the wrong side in as well: equal to four digits.
                "size_statsmodels": float(power.solve_power(effect / sd, None, alpha, 0.8, ratio, "two-sided")),
            }
        )

    def multiplier(alpha, planned, n):
        q = -2 * math.log(alpha)
        scaled = n * (q + math.log(q + 1)) / planned
        return math.sqrt(2 * (scaled + 1) / scaled * math.log(math.sqrt(scaled + 1) / alpha))

    def needed_scale(effect, error, n, alpha, goal, planned):
        def miss(log_scale):
            scale = math.exp(log_scale)
            critical = stats.norm.isf(alpha / 2) if planned is None else multiplier(alpha, planned, n * scale)
            z = effect / error * math.sqrt(scale)
            return stats.norm.sf(critical - z) + stats.norm.cdf(-critical - z) - goal
        return math.exp(optimize.brentq(miss, 0, 18, xtol=1e-15, rtol=1e-14))

    scales = [
        {"effect": e, "error": s, "n": n, "alpha": 0.05, "power": g, "planned": p, "scale": needed_scale(e, s, n, 0.05, g, p)}
        for e, s, n, g, p in ((0.05, 0.04, 5000, 0.8, None), (0.05, 0.04, 5000, 0.8, 5000), (0.01, 0.05, 2000, 0.9, 20000))
    ]
    sequential = []
    for effect, v, ratio in ((0.2, 1.0, 1), (0.004, 0.0196, 4)):
        def miss(log_n):
            n = math.exp(log_n)
            total = n * (1 + ratio)
            return ((multiplier(0.05, total, total) + stats.norm.isf(0.2)) ** 2 * v * (1 + 1 / ratio) / effect**2) - n
        sequential.append({"effect": effect, "variance": v, "ratio": ratio, "size": math.exp(optimize.brentq(miss, 1, 30, xtol=1e-15, rtol=1e-14))})
    losses = []
    for enrolled, analysed in (([100000, 100000], [99000, 100000]), ([500, 480, 510], [490, 475, 480]), ([70000, 20000, 10000], [69931, 19975, 9988])):
        table = numpy.array([[a, e - a] for e, a in zip(enrolled, analysed)])
        result = stats.chi2_contingency(table, correction=False)
        losses.append({"enrolled": enrolled, "analysed": analysed, "statistic": float(result[0]), "p": float(result[1])})
    strata = [([700, 300], [0.7, 0.3]), ([5100, 4900], [0.5, 0.5]), ([820, 90, 100], [0.8, 0.1, 0.1])]
    parts = [stats.chisquare(o, numpy.array(s) * sum(o)) for o, s in strata]
    total = float(sum(part.statistic for part in parts))

    json.dump(
        {
            "made_with": made_with(numpy, scipy, statsmodels, mp),
            "one_sided": [[a, planned, n, float(one_sided(a, planned, n)(mp.mpf(a)))] for a, planned, n in plans],
            "one_sided_p": [[a, planned, n, z, float(mp.findroot(lambda q: one_sided(a, planned, n)(mp.exp(q)) - z, -5))] for (a, planned, n), z in zip(plans, (3.1, 4.4, 2.9, 6.5))],
            "empirical_bernstein": [{"values": v, "alpha": a, "looks": empirical_bernstein(v, a)} for v, a in zip(bounded, (0.05, 0.1, 0.05, 0.05))],
            "off_policy": off_policy,
            "holm": [[p, numbers(multipletests(p, method="holm")[1])] for p in ps],
            "benjamini_hochberg": [[p, numbers(multipletests(p, method="fdr_bh")[1])] for p in ps],
            "shrunk": shrunk,
            "power": fixed,
            "scale": scales,
            "sequential_size": sequential,
            "loss": losses,
            "strata": {"strata": strata, "statistic": total, "degrees": 4, "p": float(stats.chi2.sf(total, 4))},
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
