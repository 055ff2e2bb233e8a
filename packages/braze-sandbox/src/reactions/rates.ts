/** How the audience treats messages where it does not say so itself. All are probabilities in [0, 1], and planted. */

export interface ReactionRates {
  /** Of all e-mails and SMS. */
  readonly bounce: number;
  /** By people, of what arrived. */
  readonly open: number;
  /** Of those who open. */
  readonly click: number;
  /** Of those who open. The profile is unsubscribed from then on. */
  readonly unsubscribe: number;
  readonly spam: number;
  /** Opens of privacy proxies, clicks of scanners: of what arrived. */
  readonly machineOpen: number;
  readonly botClick: number;
  /** Currents rows that come twice, and those that come hours late. */
  readonly duplicate: number;
  readonly late: number;
}

/** Nobody unsubscribes, so that the audience of a rehearsal stays whole. */
export const USUAL_RATES: ReactionRates = {
  bounce: 0,
  open: 0.22,
  click: 0.12,
  unsubscribe: 0,
  spam: 0,
  machineOpen: 0.3,
  botClick: 0.01,
  duplicate: 0.01,
  late: 0.02,
};
