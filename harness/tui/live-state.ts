/**
 * What the live screen knows about a trial: a pure reduction of what the trial's observer is told. Rendering reads it and
 * nothing else, so a frame can be tested from a list of signals, and the same signals always give the same frame.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TrialEvent, TrialPhase } from '../record/trial-event.ts';

/** One call of a TrialObserver, as data. */
export type LiveSignal =
  | { readonly type: 'planned'; readonly plan: TrialPlan; readonly directory: string }
  | { readonly type: 'event'; readonly event: TrialEvent }
  | { readonly type: 'history'; readonly event: HistoryEvent }
  | { readonly type: 'progress'; readonly line: string }
  /** The user asked to stop; the trial heals and judges what there is. */
  | { readonly type: 'interrupted' };

export interface LiveNode {
  readonly state: 'waiting' | 'up' | 'silent' | 'down';
  readonly role: string;
  readonly clockOffsetMs: number | null;
  readonly detail: string;
}

export interface LiveFault {
  readonly fault: number;
  readonly kind: string;
  readonly description: string;
  readonly nodes: readonly string[];
  readonly stage: 'starting' | 'biting' | 'healing' | 'healed';
  /** Measured during the fault, or why it is not attested. */
  readonly observed: string;
  readonly attestation: 'pending' | 'attested' | 'not-attested';
}

export interface LiveError {
  readonly timeNs: number;
  readonly text: string;
}

export interface LiveState {
  readonly plan: TrialPlan | null;
  readonly directory: string;
  readonly phase: TrialPhase | 'planning';
  /** The trial's clock: the latest time that any signal carried. */
  readonly nowNs: number;
  readonly nodes: ReadonlyMap<string, LiveNode>;
  readonly faults: readonly LiveFault[];
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Completions in each second of the trial, the current one last; at most `secondsKept`. */
  readonly perSecond: readonly number[];
  /** The second that the last entry of `perSecond` counts. */
  readonly second: number;
  /** Invocation time of each process's open operation. */
  readonly open: ReadonlyMap<number, number>;
  /** Latencies of the last successful operations, milliseconds, at most `latenciesKept`, in no order. */
  readonly latenciesMs: readonly number[];
  /** How many latencies were ever taken; gives the slot that the next one replaces. */
  readonly latencyCount: number;
  readonly errors: readonly LiveError[];
  readonly progress: string;
  readonly interrupted: boolean;
}

const secondsKept = 120;
const latenciesKept = 1000;
const errorsKept = 6;

export const initialLiveState: LiveState = {
  plan: null,
  directory: '',
  phase: 'planning',
  nowNs: 0,
  nodes: new Map(),
  faults: [],
  ok: 0,
  fail: 0,
  info: 0,
  perSecond: [0],
  second: 0,
  open: new Map(),
  latenciesMs: [],
  latencyCount: 0,
  errors: [],
  progress: '',
  interrupted: false,
};

type Draft = { -readonly [Key in keyof LiveState]: LiveState[Key] } & {
  nodes: Map<string, LiveNode>;
  open: Map<number, number>;
  perSecond: number[];
  latenciesMs: number[];
  errors: LiveError[];
};

/**
 * The state after these signals, in order; the given state is not changed. Copies its collections once per call, so a
 * batch of thousands of history events between two frames costs little.
 */
export function advance(state: LiveState, signals: readonly LiveSignal[]): LiveState {
  if (signals.length === 0) return state;
  const draft: Draft = {
    ...state,
    nodes: new Map(state.nodes),
    open: new Map(state.open),
    perSecond: [...state.perSecond],
    latenciesMs: [...state.latenciesMs],
    errors: [...state.errors],
  };
  for (const signal of signals) apply(draft, signal);
  return draft;
}

function apply(draft: Draft, signal: LiveSignal): void {
  switch (signal.type) {
    case 'planned':
      draft.plan = signal.plan;
      draft.directory = signal.directory;
      for (const node of signal.plan.nodes) {
        draft.nodes.set(node, { state: 'waiting', role: '', clockOffsetMs: null, detail: '' });
      }
      return;
    case 'event':
      applyEvent(draft, signal.event);
      return;
    case 'history':
      applyHistory(draft, signal.event);
      return;
    case 'progress':
      draft.progress = visibleText(signal.line);
      return;
    case 'interrupted':
      draft.interrupted = true;
  }
}

function applyEvent(draft: Draft, event: TrialEvent): void {
  draft.nowNs = Math.max(draft.nowNs, event.timeNs);
  switch (event.type) {
    case 'phase':
      draft.phase = event.phase;
      draft.progress = '';
      return;
    case 'note':
    case 'not-recovered':
      draft.progress = visibleText(event.text);
      return;
    case 'node-status': {
      const { state, role, clockOffsetMs, detail } = event;
      draft.nodes.set(event.node, {
        state,
        role: role === 'unknown' ? '' : visibleText(role),
        clockOffsetMs,
        detail: visibleText(detail),
      });
      return;
    }
    case 'fault-start': {
      const { fault, kind, nodes } = event;
      const description = visibleText(event.description);
      const added = {
        fault,
        kind,
        description,
        nodes,
        stage: 'starting',
        observed: '',
        attestation: 'pending',
      } as const;
      draft.faults = [...draft.faults.filter((other) => other.fault !== fault), added];
      return;
    }
    case 'fault-injected':
      changeFault(draft, event.fault, { stage: 'biting', observed: visibleText(event.observed) });
      return;
    case 'fault-healing':
      changeFault(draft, event.fault, { stage: 'healing' });
      return;
    case 'fault-healed':
      changeFault(draft, event.fault, { stage: 'healed' });
      return;
    case 'fault-attestation': {
      const { status, during, reason } = event.attestation;
      changeFault(draft, event.fault, {
        attestation: status,
        observed: visibleText(status === 'attested' ? during : reason),
      });
    }
  }
}

function changeFault(draft: Draft, fault: number, change: Partial<LiveFault>): void {
  draft.faults = draft.faults.map((known) => (known.fault === fault ? { ...known, ...change } : known));
}

function applyHistory(draft: Draft, event: HistoryEvent): void {
  draft.nowNs = Math.max(draft.nowNs, event.time);
  if (typeof event.process !== 'number') return;
  if (event.type === 'invoke') {
    draft.open.set(event.process, event.time);
    return;
  }
  const invokedNs = draft.open.get(event.process);
  draft.open.delete(event.process);
  draft[event.type] += 1;
  countInSecond(draft, Math.floor(event.time / 1e9));
  if (event.type === 'ok' && invokedNs !== undefined) {
    draft.latenciesMs[draft.latencyCount % latenciesKept] = (event.time - invokedNs) / 1e6;
    draft.latencyCount += 1;
  }
  if (event.error !== undefined && !isExpected(event)) {
    const where = event.node === undefined ? '' : `${event.node} `;
    draft.errors.push({
      timeNs: event.time,
      text: visibleText(`${where}${event.f} ${event.type}: ${errorText(event)}`),
    });
    if (draft.errors.length > errorsKept) draft.errors.shift();
  }
}

/** Outcomes that a workload plans for: a compare-and-set on another value, a transfer that cannot be paid. */
function isExpected({ type, error }: HistoryEvent): boolean {
  if (type !== 'fail' || !Array.isArray(error)) return false;
  const [code] = error as readonly unknown[];
  return code === 'precondition' || code === 'aborted';
}

/** Errors are `[code, text]` by habit, but any JSON may stand there. */
function errorText(event: HistoryEvent): string {
  const { error } = event;
  const parts = Array.isArray(error) ? (error as readonly unknown[]) : [error];
  return parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(': ')
    .slice(0, 300);
}

function countInSecond(draft: Draft, second: number): void {
  const ahead = Math.min(second - draft.second, secondsKept);
  for (let step = 0; step < ahead; step++) draft.perSecond.push(0);
  if (ahead > 0) draft.second = second;
  if (draft.perSecond.length > secondsKept) draft.perSecond.splice(0, draft.perSecond.length - secondsKept);
  const slot = draft.perSecond.length - 1 - (draft.second - second);
  if (slot >= 0) draft.perSecond[slot] = (draft.perSecond[slot] ?? 0) + 1;
}

/**
 * Operations completed in the last full second of the trial's clock; in the first second, those so far. Zero when no
 * operation completed lately.
 */
export function operationsPerSecond(state: LiveState): number {
  const lastFull = Math.max(Math.floor(state.nowNs / 1e9) - 1, 0);
  return state.perSecond[state.perSecond.length - 1 - (state.second - lastFull)] ?? 0;
}

/** The latency below which this share (0 to 1) of the last successful operations lies, in ms; null without any. */
export function latencyQuantileMs(state: LiveState, share: number): number | null {
  const sorted = state.latenciesMs.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}
