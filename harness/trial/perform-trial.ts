/**
 * The life of a trial on its cluster, phase by phase; this function is the architecture.
 *
 * 1. Plan (plan-trial.ts), written down before anything starts. 2. Set up the cluster, until every node is ready.
 * 3. Run clients and faults beside each other; every event is recorded as it happens. 4. Heal everything, wait for
 * recovery, make the workload's final reads. 5. Collect logs, tear down. 6. Check. 7. Report (by the caller).
 *
 * Phases 2 to 5 are here; what they record goes to a sink. `run-trial.ts` keeps it in a directory, as every trial for a
 * person is kept; `try-trial.ts` keeps it in memory, for searches that make thousands of them. Whatever happens in 3 and
 * 4, the cluster is healed and torn down, and what there is can be judged.
 */
import type { HistoryEvent } from '../../checkers/history/event.ts';
import type { Connection } from '../../targets/contract/client.ts';
import type { Target } from '../../targets/contract/target.ts';
import { ClientProcess, type ClientSetting } from '../clients/client-process.ts';
import { withDeadline } from '../clients/deadline.ts';
import { HistoryRecorder } from '../clients/recorder.ts';
import { runClients, runFinalReads } from '../clients/run-clients.ts';
import { runScript, runScriptedReads } from '../clients/run-script.ts';
import type { RunningCluster } from '../cluster.ts';
import { OrdealError } from '../errors.ts';
import { runFaults, type TrialEventDraft } from '../faults/run-faults.ts';
import { seededRandom } from '../random.ts';
import type { TrialPlan } from '../record/plan.ts';
import type { TraceEvent } from '../record/trace-event.ts';
import type { TrialEvent } from '../record/trial-event.ts';
import { loadTarget } from '../target-registry.ts';
import type { Timeline } from '../timeline.ts';
import { findWorkload } from '../workloads/index.ts';
import { watchNodes } from './node-watch.ts';
import { awaitReadiness } from './readiness.ts';
import { startCluster } from './start-cluster.ts';

/** Where the record of a trial goes, event by event. */
export interface TrialSink {
  event(event: TrialEvent): void;
  history(event: HistoryEvent): void;
  /** What goes on inside a simulated world; absent: nobody wants it. Set-up comes first, with times below zero. */
  trace?(event: TraceEvent): void;
  /** The nodes' logs, before they are gone; absent: nobody wants them. */
  collectLogs?(cluster: RunningCluster): Promise<void>;
}

export interface Surroundings {
  readonly dockerHost?: string;
  /** A line for a person who waits. */
  readonly progress: (line: string) => void;
  /** Cuts the run short: heal and tear down. */
  readonly signal: AbortSignal;
}

const recoveryPatienceMs = 60_000;
const finalReadPatienceMs = 30_000;
const preparePatienceMs = 30_000;

/** Everything the phases share. */
interface Stage {
  readonly plan: TrialPlan;
  readonly target: Target;
  readonly cluster: RunningCluster;
  readonly clients: readonly ClientProcess[];
  readonly setting: ClientSetting;
  readonly emit: (event: TrialEventDraft) => void;
  readonly signal: AbortSignal;
}

/** The same cluster on the trial's clock, which starts when the cluster is ready, not when the first container was made. */
function onTrialClock(cluster: RunningCluster): RunningCluster {
  const { backend, provenance, nodes, endpoints, controls, measurements, world } = cluster;
  const zeroNs = cluster.timeline.nowNs();
  const timeline: Timeline = {
    nowNs: () => cluster.timeline.nowNs() - zeroNs,
    sleep: (delayMs, signal) => cluster.timeline.sleep(delayMs, signal),
    after: (delayMs, callBack) => cluster.timeline.after(delayMs, callBack),
  };
  return {
    backend,
    provenance,
    nodes,
    endpoints,
    controls,
    measurements,
    ...(world === undefined ? {} : { world }),
    timeline,
    drive: (main) => cluster.drive(main),
    collectLogs: (directory) => cluster.collectLogs(directory),
    tearDown: () => cluster.tearDown(),
  };
}

/** Traced events with the trial's times instead of the world's; those of the set-up wait until its zero is known. */
function onceClockRuns(keep: (event: TraceEvent) => void): {
  readonly hear: (event: TraceEvent) => void;
  readonly begin: (zeroNs: number) => void;
} {
  const early: TraceEvent[] = [];
  let hear = (event: TraceEvent): void => void early.push(event);
  return {
    hear: (event) => hear(event),
    begin: (zeroNs) => {
      hear = (event) => keep({ ...event, timeNs: event.timeNs - zeroNs });
      for (const event of early) hear(event);
    },
  };
}

/** Nobody can be put to the test before all nodes are ready; that they never are is a fault of the set-up. */
async function requireReadiness(cluster: RunningCluster, signal: AbortSignal): Promise<void> {
  const missing = await awaitReadiness(cluster, recoveryPatienceMs, signal);
  if (missing.length === 0 || signal.aborted) return;
  const seconds = recoveryPatienceMs / 1000;
  const message = `${missing.join(' ')} did not become ready within ${seconds} s of the start`;
  throw new OrdealError('not-ready', message, 'see the node logs in the trial directory');
}

async function prepare(stage: Stage): Promise<void> {
  const { target, plan, cluster, setting } = stage;
  await target.setUp?.({ options: plan.options, endpoints: cluster.endpoints });
  const { workload } = setting;
  if (workload.prepare === undefined) return;
  const endNs = cluster.timeline.nowNs() + preparePatienceMs * 1e6;
  for (let attempt = 0; ; attempt++) {
    let connection: Connection | undefined;
    try {
      connection = await setting.connect(plan.nodes[attempt % plan.nodes.length] as string, -1);
      const open = connection;
      await withDeadline(cluster.timeline, 5000, async () => workload.prepare?.(open, plan.workloadOptions));
      return;
    } catch (cause) {
      if (stage.signal.aborted) return;
      if (cluster.timeline.nowNs() > endNs) {
        const text = cause instanceof Error ? cause.message : String(cause);
        throw new OrdealError(
          'prepare-failed',
          `the workload's initial data could not be written: ${text}`,
          'see the node logs',
          { cause },
        );
      }
      await cluster.timeline.sleep(250);
    } finally {
      connection?.close();
    }
  }
}

/** Clients run until the time is over and the last planned fault has been healed, or the trial is interrupted. */
async function run(stage: Stage): Promise<void> {
  const { plan, target, cluster, clients, setting, emit, signal } = stage;
  emit({ type: 'phase', phase: 'run' });
  // Asked before every operation, which a signal composed of two would make dear.
  const over = new AbortController();
  const stopped = over.signal;
  const interrupt = (): void => over.abort();
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  const random = (label: string) => seededRandom(plan.seed, label);
  const faultsDone = runFaults(plan.schedule, {
    cluster,
    target,
    options: plan.options,
    overlap: plan.overlap,
    emit,
    stop: signal,
    randomFor: (fault) => random(`fault ${fault}`),
    nemesis: (f, value) => setting.recorder.record({ type: 'info', process: 'nemesis', f, value }),
  });
  const watching = watchNodes(cluster, emit, stopped).catch((error: unknown) => {
    emit({ type: 'note', text: `watching the nodes stopped: ${String(error)}` });
  });
  const driving =
    plan.script === undefined
      ? runClients(
          clients,
          setting.generator,
          (client) => random(`client ${client}`),
          plan.rate,
          cluster.timeline,
          stopped,
        )
      : runScript(clients, plan.script, cluster.timeline, stopped);
  try {
    await Promise.all([faultsDone, cluster.timeline.sleep(plan.timeMs, signal)]);
  } finally {
    signal.removeEventListener('abort', interrupt);
    over.abort();
    await Promise.all([driving, watching]);
  }
}

async function healAndRead(stage: Stage): Promise<void> {
  const { plan, cluster, clients, setting, emit, signal } = stage;
  emit({ type: 'phase', phase: 'heal' });
  await cluster.controls.healAll();
  if (signal.aborted) return;
  const missing = await awaitReadiness(cluster, recoveryPatienceMs, signal);
  if (missing.length > 0 && !signal.aborted) {
    const text = `${missing.join(' ')} did not become ready within ${recoveryPatienceMs / 1000} s after healing everything`;
    emit({ type: 'not-recovered', text });
  }
  if (plan.claim.convergenceMs !== undefined) await cluster.timeline.sleep(plan.claim.convergenceMs, signal);
  emit({ type: 'phase', phase: 'final-reads' });
  const { timeline } = cluster;
  const complete =
    plan.script === undefined
      ? await runFinalReads(clients, setting.generator, timeline, finalReadPatienceMs, signal)
      : await runScriptedReads(clients, plan.script, timeline, finalReadPatienceMs, signal);
  if (complete || signal.aborted) return;
  const seconds = finalReadPatienceMs / 1000;
  emit({
    type: 'not-recovered',
    text: `not every client could make its final reads: one was tried for ${seconds} s in vain`,
  });
}

function makeStage(
  plan: TrialPlan,
  target: Target,
  cluster: RunningCluster,
  recorder: HistoryRecorder,
  rest: Pick<Stage, 'emit' | 'signal'>,
): Stage {
  const workload = findWorkload(plan.workload);
  const generator = workload.generator(seededRandom(plan.seed, 'workload'), plan.workloadOptions);
  const homeOf = (index: number): string =>
    (plan.script?.homes[index] ?? plan.nodes[index % plan.nodes.length]) as string;
  const setting: ClientSetting = {
    timeline: cluster.timeline,
    recorder,
    workload,
    generator,
    errors: target.errors,
    deadlineMs: plan.deadlineMs,
    clientCount: plan.clients,
    connect: (home, process) => target.connect({ options: plan.options, endpoints: cluster.endpoints, home, process }),
  };
  const clients = Array.from({ length: plan.clients }, (_, index) => new ClientProcess(setting, index, homeOf(index)));
  return { plan, target, cluster, clients, setting, ...rest };
}

/** Phases 3 and 4 on a started cluster; healed on every way out. */
async function ordeal(stage: Stage): Promise<void> {
  const { cluster, clients, emit } = stage;
  try {
    await prepare(stage);
    await run(stage);
    await healAndRead(stage);
  } finally {
    for (const client of clients) client.close();
    emit({ type: 'phase', phase: 'tear-down' });
    await cluster.controls.healAll();
  }
}

/** Phase 5. Logs that cannot be had are a note, never a reason to leave something behind. */
async function collectAndTearDown(cluster: RunningCluster, sink: TrialSink, emit: Stage['emit']): Promise<void> {
  try {
    await sink.collectLogs?.(cluster);
  } catch (error) {
    emit({ type: 'note', text: `node logs could not be collected: ${String(error)}` });
  } finally {
    await cluster.tearDown();
  }
}

/**
 * Performs a planned trial and answers the reasons for `unknown` that it met. Rejects only if it could not be set up;
 * then nothing is left behind either.
 */
export async function performTrial(
  plan: TrialPlan,
  sink: TrialSink,
  { signal, progress, dockerHost }: Surroundings,
): Promise<readonly string[]> {
  const target = await loadTarget(plan.target);
  let nowNs = () => 0;
  const emit = (draft: TrialEventDraft): void => sink.event({ timeNs: nowNs(), ...draft });
  emit({ type: 'phase', phase: 'set-up' });
  const trace = onceClockRuns((event: TraceEvent) => sink.trace?.(event));
  const backend = {
    progress,
    signal,
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(sink.trace === undefined ? {} : { trace: trace.hear }),
  };
  const started = await startCluster(target, plan, backend);
  emit({ type: 'note', text: `runs on ${started.provenance}` });
  try {
    await started.drive(async () => {
      await requireReadiness(started, signal);
      const cluster = onTrialClock(started);
      nowNs = () => cluster.timeline.nowNs();
      trace.begin(started.timeline.nowNs());
      const recorder = new HistoryRecorder(cluster.timeline, (event) => sink.history(event));
      await ordeal(makeStage(plan, target, cluster, recorder, { emit, signal }));
    });
  } finally {
    await collectAndTearDown(started, sink, emit);
  }
  emit({ type: 'phase', phase: 'check' });
  return signal.aborted ? ['the trial was interrupted'] : [];
}
