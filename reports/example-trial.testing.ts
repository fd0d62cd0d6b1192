/**
 * A made-up trial's record, for tests of reports and for looking at them: three nodes, single leader; a partition cuts
 * the primary off, another takes over, and the old one goes on answering reads from what it has: a stale read. Also a
 * pause, a kill and a clock bump, all attested. Deterministic: same arguments, same record.
 */
import type { HistoryEvent, Json } from '../checkers/history/event.ts';
import type { Anomaly } from '../checkers/verdict.ts';
import type { TrialPlan } from '../harness/record/plan.ts';
import type { TrialEvent } from '../harness/record/trial-event.ts';
import type { TrialRecord } from '../harness/record/trial-record.ts';
import type { FaultRecord, OperationCounts } from '../harness/record/verdict-record.ts';

const seconds = 1e9;
const nodes = ['n1', 'n2', 'n3'] as const;
const trialNs = 20 * seconds;
const clients = 6;

interface ExampleFault {
  readonly kind: string;
  readonly description: string;
  readonly nodes: readonly string[];
  readonly startNs: number;
  readonly endNs: number;
  readonly seen: readonly [before: string, during: string, after: string];
}

const faults: readonly ExampleFault[] = [
  {
    kind: 'partition',
    description: 'primary: n1 | n2 n3',
    nodes: ['n1'],
    startNs: 3 * seconds,
    endNs: 6.2 * seconds,
    seen: ['all 6 links were open', '4 of 6 links were closed: n1-n2, n2-n1, n1-n3, n3-n1', 'all 6 links were open'],
  },
  {
    kind: 'pause',
    description: 'one: n3',
    nodes: ['n3'],
    startNs: 8.5 * seconds,
    endNs: 10.6 * seconds,
    seen: ['n3 answered in 2 ms', 'n3 was silent for 2.1 s', 'n3 answered in 3 ms'],
  },
  {
    kind: 'kill',
    description: 'one: n1',
    nodes: ['n1'],
    startNs: 12.2 * seconds,
    endNs: 14 * seconds,
    seen: ['n1 ran, life 1', 'n1 did not run, exit code 137', 'n1 ran, life 2'],
  },
  {
    kind: 'clock',
    description: 'one: n2 +4000 ms',
    nodes: ['n2'],
    startNs: 15.5 * seconds,
    endNs: 17.8 * seconds,
    seen: ['n2 was 1 ms off', 'n2 was 4001 ms ahead', 'n2 was 0 ms off'],
  },
];

/** A small linear congruential generator (Numerical Recipes); quality does not matter here. */
class ExampleRandom {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  unit(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }
}

interface DraftOperation {
  readonly process: number;
  readonly node: string;
  readonly f: string;
  readonly invoked: Json;
  readonly observed: Json;
  readonly type: 'ok' | 'fail' | 'info';
  readonly error?: Json;
  readonly startNs: number;
  readonly endNs: number;
}

function isDuring(fault: number, timeNs: number): boolean {
  const { startNs, endNs } = faults[fault] as ExampleFault;
  return timeNs >= startNs && timeNs < endNs;
}

/** Operations of all clients in order of their start; `rate` a second. */
function operationsAt(rate: number, random: ExampleRandom): DraftOperation[] {
  const values = new Map<string, number>();
  const staleValues = new Map<string, number>();
  const processes = Array.from({ length: clients }, (_, client) => client);
  const freeNs = Array.from({ length: clients }, () => 0);
  const drafts: DraftOperation[] = [];
  const total = Math.floor((trialNs / seconds) * rate);
  for (let number = 0; number < total; number++) {
    const plannedNs = ((number + random.unit()) / rate) * seconds;
    const client = freeNs.findIndex((_, at) => (freeNs[(at + number) % clients] ?? 0) <= plannedNs);
    if (client === -1) continue;
    const chosen = (client + number) % clients;
    const draft = draftOperation(random, processes[chosen] ?? 0, chosen, plannedNs, { values, staleValues });
    drafts.push(draft);
    freeNs[chosen] = draft.endNs + 1000;
    if (draft.type === 'info') processes[chosen] = (processes[chosen] ?? 0) + clients;
  }
  return drafts;
}

interface Registers {
  readonly values: Map<string, number>;
  /** What the cut-off node still holds. */
  readonly staleValues: Map<string, number>;
}

function draftOperation(
  random: ExampleRandom,
  process: number,
  client: number,
  startNs: number,
  { values, staleValues }: Registers,
): DraftOperation {
  const node = nodes[client % nodes.length] as string;
  const key = `k${random.below(5)}`;
  const cutOff = node === 'n1' && isDuring(0, startNs);
  const dead = (node === 'n3' && isDuring(1, startNs)) || (node === 'n1' && isDuring(2, startNs));
  const dice = random.unit();
  const f = dice < 0.5 ? 'read' : dice < 0.8 ? 'write' : 'cas';
  const current = values.get(key) ?? null;
  const next = (current ?? 0) + 1;
  const invoked: Json = f === 'read' ? [key, null] : f === 'write' ? [key, next] : [key, [current ?? 0, next]];
  const about = { process, node, f, invoked, startNs };
  const latencyNs = Math.round(4e5 + -Math.log(1 - random.unit()) * 9e5 + (random.unit() < 0.01 ? 3e7 : 0));
  if (!isDuring(0, startNs)) staleValues.clear();
  else if (staleValues.size === 0) for (const [name, value] of values) staleValues.set(name, value);
  if (node === 'n1' && isDuring(2, startNs)) {
    const error = ['no-connection', 'connect ECONNREFUSED'];
    return { ...about, type: 'fail', observed: invoked, error, endNs: startNs + Math.round(2e5 + random.unit() * 2e5) };
  }
  if (dead || (cutOff && f !== 'read')) {
    const error = ['timeout', 'no answer in 1000 ms'];
    return { ...about, type: 'info', observed: invoked, error, endNs: startNs + seconds };
  }
  const endNs = startNs + latencyNs;
  if (f === 'read') {
    const seen = cutOff ? (staleValues.get(key) ?? null) : current;
    return { ...about, type: 'ok', observed: [key, seen], endNs };
  }
  if (f === 'cas' && current === null) {
    return { ...about, type: 'fail', observed: invoked, error: ['precondition', 'it did not hold 0'], endNs };
  }
  values.set(key, next);
  return { ...about, type: 'ok', observed: invoked, endNs };
}

/** Events in order of time, numbered; and for each draft the index of its invocation. */
function historyOf(drafts: readonly DraftOperation[]): {
  history: HistoryEvent[];
  indexes: Map<DraftOperation, number>;
} {
  const events: { timeNs: number; event: Omit<HistoryEvent, 'index' | 'time'>; draft: DraftOperation | null }[] = [];
  for (const draft of drafts) {
    const { process, node, f, invoked, observed, type, startNs, endNs } = draft;
    const error = draft.error === undefined ? {} : { error: draft.error };
    events.push({ timeNs: startNs, event: { type: 'invoke', process, f, value: invoked, node }, draft });
    events.push({ timeNs: endNs, event: { type, process, f, value: observed, node, ...error }, draft: null });
  }
  for (const { kind, description, startNs, endNs } of faults) {
    const event = { type: 'info', process: 'nemesis', value: description } as const;
    events.push({ timeNs: startNs, event: { ...event, f: `start-${kind}` }, draft: null });
    events.push({ timeNs: endNs, event: { ...event, f: `stop-${kind}` }, draft: null });
  }
  events.sort((left, right) => left.timeNs - right.timeNs);
  const indexes = new Map<DraftOperation, number>();
  const history = events.map(({ timeNs, event, draft }, index): HistoryEvent => {
    if (draft !== null) indexes.set(draft, index);
    return { index, ...event, time: Math.round(timeNs) };
  });
  return { history, indexes };
}

/** The first read at the cut-off node that missed a write acknowledged before it began, with the writes it confuses. */
function staleRead(drafts: readonly DraftOperation[], indexes: ReadonlyMap<DraftOperation, number>): Anomaly[] {
  for (const read of drafts) {
    if (read.f !== 'read' || read.node !== 'n1' || !isDuring(0, read.startNs)) continue;
    const [key, seen] = read.observed as [string, number | null];
    const changes = drafts.filter(
      ({ f, type, invoked }) => f !== 'read' && type === 'ok' && (invoked as Json[])[0] === key,
    );
    const before = changes.filter((change) => change.endNs < read.startNs);
    const newer = before.at(-1);
    const older = before.at(-2);
    const value = newer === undefined ? null : writtenValue(newer);
    if (newer === undefined || older === undefined || seen === null || value === null || value <= seen) continue;
    if (newer.startNs < (faults[0] as ExampleFault).startNs) continue;
    const from = changes.find((change) => writtenValue(change) === seen) ?? older;
    const lateMs = Math.round((read.startNs - newer.endNs) / 1e6);
    return [
      {
        type: 'nonlinearizable',
        subject: key,
        summary:
          `Process ${read.process} read ${key} = ${seen} at ${(read.startNs / seconds).toFixed(3)} s, but process ` +
          `${newer.process} had already replaced it by ${value}, acknowledged ${lateMs} ms before: a stale read.`,
        ...(indexes.has(read) ? { culprit: indexes.get(read) as number } : {}),
        operations: [from, newer, read].map((draft) => indexes.get(draft) ?? 0).toSorted((left, right) => left - right),
      },
    ];
  }
  return [];
}

function writtenValue({ invoked }: DraftOperation): number {
  const argument = (invoked as Json[])[1] as number | [number, number];
  return typeof argument === 'number' ? argument : argument[1];
}

function statusEvents(): TrialEvent[] {
  const events: TrialEvent[] = [];
  for (let timeNs = 0; timeNs <= trialNs + 2 * seconds; timeNs += 0.5 * seconds) {
    for (const node of nodes) {
      const paused = node === 'n3' && isDuring(1, timeNs);
      const killed = node === 'n1' && isDuring(2, timeNs);
      const primary = timeNs < 3.9 * seconds ? ['n1'] : timeNs < 6.4 * seconds ? ['n1', 'n2'] : ['n2'];
      const up = !paused && !killed;
      const offsetMs = node === 'n2' && isDuring(3, timeNs) ? 4000 : 0;
      events.push({
        timeNs,
        type: 'node-status',
        node,
        state: up ? 'up' : paused ? 'silent' : 'down',
        role: up ? (primary.includes(node) ? 'primary' : 'replica') : 'unknown',
        clockOffsetMs: up ? offsetMs + ((timeNs / seconds) % 3) - 1 : null,
        detail: up ? 'term 2' : '',
      });
    }
  }
  return events;
}

function faultEvents(): TrialEvent[] {
  return faults.flatMap(({ kind, description, nodes: affected, startNs, endNs, seen }, fault): TrialEvent[] => [
    { timeNs: startNs, type: 'fault-start', fault, kind, description, nodes: affected },
    { timeNs: startNs + 4e7, type: 'fault-injected', fault, observed: seen[1] },
    { timeNs: endNs, type: 'fault-healing', fault },
    { timeNs: endNs + 3e8, type: 'fault-healed', fault },
    { timeNs: endNs + 3e8, type: 'fault-attestation', fault, attestation: attestationOf(seen) },
  ]);
}

function attestationOf([before, during, after]: ExampleFault['seen']): FaultRecord['attestation'] {
  return { status: 'attested', before, during, after, reason: '' };
}

function countsOf(drafts: readonly DraftOperation[]): OperationCounts[] {
  return ['read', 'write', 'cas'].map((f) => {
    const count = (type: string): number => drafts.filter((draft) => draft.f === f && draft.type === type).length;
    return { f, ok: count('ok'), fail: count('fail'), info: count('info') };
  });
}

const claim = {
  model: 'linearizable',
  basis: 'documented',
  note: 'Reads are answered by the primary, which the authors describe as linearizable.',
} as const;

const plan: TrialPlan = {
  version: 1,
  trialId: '20261121-101502-store',
  target: 'store',
  backend: 'simulated',
  options: { replication: 'async', nodes: 3, failoverMs: 900 },
  workload: 'register',
  workloadOptions: { keys: 5 },
  claim,
  nodes,
  seed: 4217,
  clients,
  rate: 40,
  timeMs: 20_000,
  deadlineMs: 1000,
  faults: ['partition:primary', 'pause', 'kill', 'clock'],
  schedule: faults.map(({ kind, description, startNs, endNs }, id) => ({
    id,
    kind,
    variant: description.split(':')[0] ?? '',
    startMs: startNs / 1e6,
    holdMs: (endNs - startNs) / 1e6,
  })),
  overlap: false,
  rhythm: 'steady',
  limits: { checkTimeMs: 60_000, checkMemoryMb: 2048 },
  replayCommand:
    'npx ordeal run store --backend simulated --set replication=async --workload register ' +
    '--faults partition:primary,pause,kill,clock --clients 6 --rate 40 --time 20 --seed 4217',
  argv: ['run', 'store', '--set', 'replication=async', '--faults', 'partition:primary,pause,kill,clock'],
  versions: { ordeal: '0.1.0', node: 'v24.21.0' },
  gitCommit: '740fbf0c1d7e5a2b',
  startedAt: null,
};

/** `rate`: operations a second for 20 s; 1000 gives about 20,000 operations. */
export function exampleTrial(rate = 40): TrialRecord {
  const drafts = operationsAt(rate, new ExampleRandom(7));
  const { history, indexes } = historyOf(drafts);
  const anomalies = staleRead(drafts, indexes);
  const found = anomalies.length > 0;
  return {
    directory: 'ordeal-trials/20261121-101502-store',
    plan: { ...plan, rate },
    history,
    historyNote: '',
    trace: [],
    events: [
      { timeNs: 0, type: 'phase', phase: 'run' } as const,
      ...statusEvents(),
      ...faultEvents(),
      { timeNs: 18.2 * seconds, type: 'phase', phase: 'heal' } as const,
      { timeNs: 18.6 * seconds, type: 'phase', phase: 'final-reads' } as const,
    ].toSorted((left, right) => left.timeNs - right.timeNs),
    verdict: {
      version: 1,
      trialId: plan.trialId,
      verdict: found ? 'invalid' : 'valid',
      sentence: found
        ? `Not linearizable: a read of ${anomalies[0]?.subject ?? ''} missed a write that had been acknowledged before it began.`
        : 'Every operation took effect at one instant between its invocation and its completion: linearizable.',
      claim,
      checks: [
        {
          checker: 'linearizable',
          model: 'linearizable',
          verdict: found ? 'invalid' : 'valid',
          anomalies,
          anomalyCount: anomalies.length,
          reasons: [],
          algorithm: 'just-in-time-linearization',
          operations: drafts.length,
        },
      ],
      reasons: [],
      faults: faults.map(({ kind, description, nodes: affected, startNs, endNs, seen }, fault) => ({
        fault,
        kind,
        description,
        nodes: affected,
        startNs,
        endNs: endNs + 3e8,
        attestation: attestationOf(seen),
      })),
      counts: countsOf(drafts),
      timings: { runMs: 20_000, checkMs: 41 },
    },
    logs: nodes.map((node) => ({
      node,
      file: `${node}/stdout.log`,
      text: `${node} started, term 1\n${node} follows n1\n${node} heard nothing for 900 ms\n`,
    })),
  };
}
