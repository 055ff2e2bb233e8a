/** Faults to rehearse against. They are armed through the control API and are gone after a restart. */

/** What the next downloads get; null = the archive. */
export type ExportFault = 'truncate' | 'corrupt' | 'never_ready';
export const EXPORT_FAULTS: readonly ExportFault[] = ['truncate', 'corrupt', 'never_ready'];

/**
 * - `status`: answers with the status; `html_500`: with 500 and an HTML page. Nothing is accepted unless `accept` is true.
 * - `drop_after_accept`, `drop_before_accept`: journals, or does not, and cuts the connection.
 * - `notice`: 201 with the notice of a paused campaign; nothing is accepted.
 * - `errors`: 201 with a minor error; all recipients but the first are accepted.
 */
export type SendFaultKind = 'status' | 'html_500' | 'drop_after_accept' | 'drop_before_accept' | 'notice' | 'errors';
export const SEND_FAULTS: readonly SendFaultKind[] = [
  'status',
  'html_500',
  'drop_after_accept',
  'drop_before_accept',
  'notice',
  'errors',
];
export interface SendFault {
  readonly kind: SendFaultKind;
  /** 400–599, for kind `status`. */
  readonly status: number;
  readonly accept: boolean;
}

export interface Faults {
  readonly export: ExportFault | null;
  readonly send: (SendFault & { readonly times: number }) | null;
}

export interface FaultSwitch {
  armed(): Faults;
  arm(faults: Faults): void;
  /** The fault of this send, which counts it; null = none. */
  takeSend(): SendFault | null;
}

export function createFaultSwitch(): FaultSwitch {
  let armed: Faults = { export: null, send: null };
  return {
    armed: () => armed,
    arm: (faults) => {
      armed = faults;
    },
    takeSend() {
      const { send } = armed;
      if (send === null) return null;
      armed = { ...armed, send: send.times > 1 ? { ...send, times: send.times - 1 } : null };
      return send;
    },
  };
}
