"""A small invented programme, its report input, and what the report must say about it, from the raw customers.

Run:  python3 packages/core/src/report/golden/report_oracle.py > packages/core/src/report/golden/report.json
The input is simulated customer by customer; the expected figures are computed from the customers of the last day, not
from the running totals, with the boundary of the sequence solved numerically (see measure_oracle.py).
"""
import datetime
import json
import math
import platform
import sys

import numpy
import scipy

from measure_oracle import boundary

rng = numpy.random.default_rng(7)
FIRST = datetime.date(2027, 1, 11)
DAYS = 42
SIZES = {"agent": 3005, "random_control": 1498, "business_as_usual": 0, "holdout": 1497}
SHARES = {"agent": 0.5, "random_control": 0.25, "business_as_usual": 0, "holdout": 0.25}
RATES = {"agent": 0.0105, "random_control": 0.0078, "holdout": 0.0062}
PLANNED = {"agent_vs_random_control": 4500, "agent_vs_holdout": 4500, "random_control_vs_holdout": 3000}
DIMENSIONS = {
    "template": ("Category", {"mens": ("Men's", 0.62), "womens": ("Women's", 0.38)}),
    "subject": ("Subject line", {"question": ("Question", 0.47), "offer": ("Offer", 0.31), "news": ("News", 0.22)}),
    "hour": ("Send hour", {"h08": ("08:00", 0.17), "h12": ("12:00", 0.24), "h18": ("18:00", 0.59)}),
}

panels = {group: numpy.zeros(size, dtype=int) for group, size in SIZES.items() if size}
taste = {group: rng.gamma(2, 0.5, len(panel)) for group, panel in panels.items()}


def moments(panel):
    mean = float(panel.mean())
    return {"n": len(panel), "mean": mean, "m2": float(((panel - mean) ** 2).sum()), "nonZero": int((panel != 0).sum())}


days, decisions = [], {"agent": 0, "random_control": 0}
for i in range(DAYS):
    day = {"day": str(FIRST + datetime.timedelta(days=i)), "groups": {}, "sends": {}}
    learnt = min(1.0, i / 20)
    for group, panel in panels.items():
        rate = RATES[group] if group != "agent" else RATES["random_control"] + learnt * (RATES["agent"] - RATES["random_control"])
        panel += rng.poisson(rate * taste[group])
        day["groups"][group] = moments(panel)
        if group in decisions:
            decided = len(panel) // 14
            not_sent, in_doubt = int(rng.binomial(decided, 0.01)), int(rng.binomial(decided, 0.0004))
            day["sends"][group] = {"decided": decided, "accepted": decided - not_sent - in_doubt, "notSent": not_sent, "inDoubt": in_doubt}
            decisions[group] += decided
    days.append(day)

options = []
for dimension, (label, entries) in DIMENSIONS.items():
    for group, total in decisions.items():
        weights = [share for _, share in entries.values()] if group == "agent" else [1 / len(entries)] * len(entries)
        whole = rng.multinomial(total, [(w + 1 / len(entries)) / 2 for w in weights])
        late = rng.multinomial(total // 3, weights)
        for (option, (option_label, _)), decided, recent in zip(entries.items(), whole, late):
            options.append({"dimension": dimension, "dimensionLabel": label, "option": option, "optionLabel": option_label,
                            "group": group, "decided": int(decided), "decidedLast14": int(min(decided, recent))})

report_input = {
    "agent": "repeat-purchase",
    "metric": {"label": "visits", "event": "visit", "currency": None, "horizonDays": 14},
    "asOfDay": days[-1]["day"],
    "alpha": 0.05,
    "plannedSizes": PLANNED,
    "shares": SHARES,
    "enrolled": SIZES,
    "missing": {},
    "days": days,
    "options": options,
    "runs": {"daysDone": DAYS, "decisions": sum(decisions.values()), "firstDay": days[0]["day"], "lastDay": days[-1]["day"]},
    "notes": {
        "real": ["Customers, their attributes and their two-week outcomes are recorded."],
        "planted": ["The day inside the window on which a visit happens.", "The effect of subject line and hour."],
    },
}


def expected(treated, control, alpha, planned):
    t, c = panels[treated].astype(float), panels[control].astype(float)
    width = boundary(alpha, planned, len(t) + len(c))
    vt, vc = t.var(ddof=1) / len(t), c.var(ddof=1) / len(c)
    mt, mc = t.mean(), c.mean()
    absolute, se = mt - mc, math.sqrt(vt + vc)
    relative, rse = mt / mc - 1, (mt / mc) * math.sqrt(vt / mt**2 + vc / mc**2)
    return {
        "absolute": {"estimate": absolute, "low": absolute - width * se, "high": absolute + width * se, "standardError": se},
        "relative": {"estimate": relative, "low": relative - width * rse, "high": relative + width * rse, "standardError": rse},
        "increment": {"estimate": t.sum() - len(t) * mc, "low": len(t) * (absolute - width * se), "high": len(t) * (absolute + width * se)},
    }


json.dump(
    {
        "made_with": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "input": report_input,
        "expected": {name: expected(*name.split("_vs_"), 0.05, planned) for name, planned in PLANNED.items()},
    },
    sys.stdout,
)
print()
