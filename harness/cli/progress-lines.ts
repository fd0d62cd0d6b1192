/**
 * Watches a trial as plain lines, for logs, pipes and `--plain`: phases, faults and what was measured of them, and the
 * rate every few seconds. Times are the trial's own clock; before it starts, the wall clock since the command began.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { formatDuration } from '../../reports/quantities.ts';
import type { TrialEvent } from '../record/trial-event.ts';
import type { TrialObserver } from '../trial/observer.ts';
import { clockText } from '../tui/durations.ts';

const rateEveryNs = 5e9;
const clockOffsetShownMs = 500;

/** `elapsedMs` is the wall clock since the command began. */
export function progressLines(print: (line: string) => void, elapsedMs: () => number): TrialObserver {
  let nowNs = 0;
  let settingUp = true;
  const counts = { ok: 0, fail: 0, info: 0 };
  let rateFromNs = 0;
  let completedBefore = 0;
  const states = new Map<string, string>();
  const say = (text: string): void =>
    print(`${clockText(settingUp ? elapsedMs() : nowNs / 1e6)}  ${visibleText(text)}`);

  const sayRate = (): void => {
    const completed = counts.ok + counts.fail + counts.info;
    const rate = Math.round((completed - completedBefore) / ((nowNs - rateFromNs) / 1e9));
    say(`  ${rate} ops/s (ok ${counts.ok}, fail ${counts.fail}, info ${counts.info})`);
    completedBefore = completed;
    rateFromNs = nowNs;
  };

  return {
    event(event) {
      nowNs = Math.max(nowNs, event.timeNs);
      if (event.type === 'phase') settingUp = event.phase === 'set-up';
      const text = event.type === 'node-status' ? nodeChange(states, event) : eventText(event);
      if (text !== null) say(text);
    },
    history(event: HistoryEvent) {
      nowNs = Math.max(nowNs, event.time);
      if (typeof event.process !== 'number' || event.type === 'invoke') return;
      counts[event.type] += 1;
      if (nowNs - rateFromNs >= rateEveryNs) sayRate();
    },
    progress: (line) => say(`  ${line}`),
  };
}

function eventText(event: Exclude<TrialEvent, { type: 'node-status' }>): string | null {
  switch (event.type) {
    case 'phase':
      return event.phase;
    case 'not-recovered':
      return `  NOT RECOVERED: ${event.text}`;
    case 'note':
      return `  note: ${event.text}`;
    case 'fault-start':
      return `  fault ${event.fault + 1}: ${event.kind} ${event.description}`;
    case 'fault-injected':
      return `  fault ${event.fault + 1} bites: ${event.observed}`;
    case 'fault-healing':
      return null;
    case 'fault-healed':
      return `  fault ${event.fault + 1} healed`;
    case 'fault-attestation': {
      const { status, reason, after } = event.attestation;
      return status === 'attested'
        ? `  fault ${event.fault + 1} attested (after it: ${after})`
        : `  fault ${event.fault + 1} NOT ATTESTED: ${reason}`;
    }
  }
}

/** A line when a node's state, role or clock changed; null otherwise. */
function nodeChange(states: Map<string, string>, event: Extract<TrialEvent, { type: 'node-status' }>): string | null {
  const offsetMs = event.clockOffsetMs ?? 0;
  const clock =
    Math.abs(offsetMs) < clockOffsetShownMs
      ? ''
      : `, clock ${offsetMs > 0 ? '+' : '-'}${formatDuration(Math.round(Math.abs(offsetMs) / 100) * 1e8)}`;
  // A node that does not answer does not tell its role: only what is known is compared and said.
  const role = event.role === 'unknown' ? '' : `, ${event.role}`;
  const now = event.state === 'up' ? `up${role}${clock}` : event.state;
  if (states.get(event.node) === now) return null;
  states.set(event.node, now);
  return `  ${event.node}: ${now}`;
}
