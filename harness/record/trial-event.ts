/** `events.jsonl`: what the harness did and measured, one event a line, on the same clock as the history. */

export type TrialPhase = 'set-up' | 'run' | 'heal' | 'final-reads' | 'tear-down' | 'check' | 'report';

export interface Attestation {
  /** `attested`: measured absent before, present during, absent after. */
  readonly status: 'attested' | 'not-attested';
  /** What was measured, in a sentence each. */
  readonly before: string;
  readonly during: string;
  readonly after: string;
  /** Why it is not attested; empty if it is. */
  readonly reason: string;
}

export type TrialEvent = { readonly timeNs: number } & (
  | { readonly type: 'phase'; readonly phase: TrialPhase }
  | { readonly type: 'note'; readonly text: string }
  /** Everything was healed, and the system did not come back: a sentence each. */
  | { readonly type: 'not-recovered'; readonly text: string }
  | {
      readonly type: 'fault-start';
      readonly fault: number;
      readonly kind: string;
      readonly description: string;
      readonly nodes: readonly string[];
    }
  | { readonly type: 'fault-injected'; readonly fault: number; readonly observed: string }
  | { readonly type: 'fault-healing'; readonly fault: number }
  | { readonly type: 'fault-healed'; readonly fault: number }
  | { readonly type: 'fault-attestation'; readonly fault: number; readonly attestation: Attestation }
  | {
      readonly type: 'node-status';
      readonly node: string;
      readonly state: 'up' | 'silent' | 'down';
      readonly role: string;
      /** The node's wall clock minus the controller's, if it tells. */
      readonly clockOffsetMs: number | null;
      readonly detail: string;
    }
);
