"""Probabilities of Bernoulli Thompson sampling for the "men" campaign, from the prior that the Open Bandit Pipeline ships.

Each draw takes a click rate per item from Beta(alpha, beta) and shows the three best in slots 1, 2 and 3; the
probability of an item in a slot is the share of draws that put it there. This is what `BernoulliTS(len_list=3,
is_zozotown_prior=True, campaign="men").compute_batch_action_dist` of the pipeline counts. The policy that made the
log learned on during the week; this one stands still at the prior, as in the pipeline's own comparison.

    python3 bernoulli_ts_men.py > bernoulli_ts_men.csv        (NumPy 2.4.6)
"""

import numpy as np

# obp/policy/conf/prior_bts.yaml, campaign "men" (Open Bandit Pipeline, Apache-2.0), by item_id.
ALPHA = [47, 8, 62, 142, 3, 6, 100, 48, 23, 71, 61, 13, 16, 518, 30, 7, 4, 23, 8, 10, 11, 11, 18, 121, 11, 4, 32, 30,
         9, 22, 6, 23, 5, 54]
BETA = [12198, 3566, 15993, 35522, 2367, 3100, 24665, 13210, 7061, 18061, 17449, 5644, 6787, 111326, 8776, 3334, 2271,
        7389, 2659, 3665, 4724, 3561, 5085, 27407, 4601, 2923, 8897, 8654, 4000, 6580, 3174, 6766, 2602, 14506]
DRAWS = 1_000_000
SLOTS = 3

rng = np.random.default_rng(12345)
counts = np.zeros((len(ALPHA), SLOTS), dtype=np.int64)
for _ in range(10):
    rates = rng.beta(ALPHA, BETA, size=(DRAWS // 10, len(ALPHA)))
    ranked = np.argsort(-rates, axis=1)[:, :SLOTS]
    for slot in range(SLOTS):
        counts[:, slot] += np.bincount(ranked[:, slot], minlength=len(ALPHA))

print("item_id,position,probability")
for item in range(len(ALPHA)):
    for slot in range(SLOTS):
        print(f"{item},{slot + 1},{counts[item, slot] / DRAWS:.6f}")
