"""Independent values for packages/core/src/measure/off-policy.

Run:  python3 off_policy_oracle.py > off-policy.json     (in this folder)
Debian packages python3-numpy, python3-scipy, python3-statsmodels; versions are in the output.

Estimates by whole arrays from dense probabilities; their errors by regressions on a constant with errors clustered by
customer: OLS for means (CR0, then G / (G - 1)), weighted least squares for SNIPS. SNDR's by the numerical gradient of its
three sums. The reward model by numpy.linalg.solve.
"""
import json
import math
import sys

import numpy
import scipy
import statsmodels
import statsmodels.api as sm

from versions import made_with


def numbers(values):
    return [float(v) for v in values]


def clustered(values, customers):
    g = len(set(customers))
    fit = sm.OLS(values, numpy.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": customers, "use_correction": False})
    return [float(fit.params[0]), float(fit.bse[0] * math.sqrt(g / (g - 1)))]


def ridge(x, r, weights, penalty):
    gram = (x * weights[:, None]).T @ x + penalty * numpy.eye(x.shape[1])
    return numpy.linalg.solve(gram, x.T @ (weights * r))


def case(seed, n, customers_count, actions_count, floor):
    rng = numpy.random.default_rng(seed)
    customers = rng.integers(0, customers_count, n)
    x = numpy.round(rng.normal(size=(n, 2)), 3)
    base = rng.dirichlet(numpy.ones(actions_count), n)
    behaviour = numpy.round(floor + (1 - floor * actions_count) * base, 6)
    behaviour /= behaviour.sum(1, keepdims=True)
    candidate = rng.dirichlet(numpy.ones(actions_count) * 0.7, n)
    actions = numpy.array([rng.choice(actions_count, p=row) for row in behaviour])
    p = behaviour[numpy.arange(n), actions]
    rewards = rng.binomial(1, 1 / (1 + numpy.exp(-(x[:, 0] - 1 + 0.4 * actions)))).astype(float)
    q = numpy.round(numpy.clip(0.3 + 0.1 * numpy.arange(actions_count)[None, :] + 0.1 * x[:, :1], 0, 1), 4)
    w = candidate[numpy.arange(n), actions] / p
    logged, direct = q[numpy.arange(n), actions], (candidate * q).sum(1)
    surprise = rewards - logged
    result = {
        "customers": customers.tolist(), "actions": actions.tolist(), "propensities": numbers(p), "rewards": numbers(rewards),
        "candidate": numbers(candidate.ravel()), "model": numbers(q.ravel()), "actionCount": actions_count,
        "effective": float(w.sum() ** 2 / (w**2).sum()),
        "ips": clustered(w * rewards, customers),
        "ips_clip_2": clustered(numpy.minimum(w, 2) * rewards, customers),
        "ips_sub_gaussian_0.3": clustered(w / (0.7 + 0.3 * w) * rewards, customers),
        "direct_method": clustered(direct, customers),
        "dr": clustered(direct + w * surprise, customers),
        "dr_clip_2": clustered(direct + numpy.minimum(w, 2) * surprise, customers),
        "dr_switch_1.5": clustered(direct + w * (w <= 1.5) * surprise, customers),
        "dr_shrink_4": clustered(direct + 4 * w / (w**2 + 4) * surprise, customers),
        "dr_sub_gaussian_0.3": clustered(direct + w / (0.7 + 0.3 * w) * surprise, customers),
    }
    snips = sm.WLS(rewards, numpy.ones(n), weights=w).fit(cov_type="cluster", cov_kwds={"groups": customers, "use_correction": False})
    result["snips"] = [float(snips.params[0]), float(snips.bse[0])]
    terms = numpy.column_stack([direct, w * surprise, w])
    per_customer = numpy.array([(terms - terms.mean(0))[customers == c].sum(0) for c in sorted(set(customers))])
    m = terms.mean(0)
    value = lambda v: v[0] + v[1] / v[2]
    slope = numpy.array([(value(m + s) - value(m - s)) / (2e-6) for s in numpy.eye(3) * 1e-6])
    result["sndr"] = [float(value(m)), float(math.sqrt(((per_customer @ slope) ** 2).sum()) / n)]
    log = math.log(2 / 0.05)
    certain = math.sqrt(2 * (w**2).mean() * log / n) + 2 * w.max() * log / (3 * n)
    result["shrink_scores"] = []
    for lam in (0.5, 2.0, 10.0, 100.0):
        short = lam * w / (w**2 + lam)
        bias = abs(((w - short) * surprise).mean()) + certain
        result["shrink_scores"].append([lam, float(numpy.var(direct + short * surprise) / n + bias**2)])
    # The reward model: a common ridge regression and one per action on what it leaves.
    design = numpy.column_stack([numpy.ones(n), x])
    result["features"] = numbers(x.ravel())
    for name, weights in (("ridge", numpy.ones(n)), ("mrdr", candidate[numpy.arange(n), actions] * (1 - p) / p**2)):
        train = numpy.arange(n) % 3 != 0
        common = ridge(design[train], rewards[train], weights[train], 2.0)
        predicted = numpy.zeros((n, actions_count))
        for a in range(actions_count):
            rows = train & (actions == a)
            own = ridge(design[rows], rewards[rows] - design[rows] @ common, weights[rows], 2.0)
            predicted[:, a] = design @ (common + own)
        result[name] = numbers(predicted[:4].ravel())
    return result


def main():
    cases = [case(1, 90, 40, 4, 0.05), case(2, 60, 60, 2, 0.2), case(3, 120, 15, 6, 0.02)]
    json.dump({"made_with": made_with(numpy, scipy, statsmodels), "cases": cases}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
