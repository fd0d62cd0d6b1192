/**
 * A traced trial as a story: the few events that matter, in order, each in a sentence, with the messages between nodes and
 * what each node believed. Only trials that a search has shrunk are traced, so what is told is nearly all there was; of
 * a longer one, the operations of its first anomaly and what surrounds them.
 */
import type { Beliefs, TraceEvent } from '../../harness/record/trace-event.ts';
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import { presentFaults } from './faults.ts';
import { pairForDisplay, present } from './operations.ts';
import type { ReportFault, ReportOperation } from './report-data.ts';

export interface StoryStep {
  readonly timeNs: number;
  /** The column it happens in: a process or a node; null if it happens to several. */
  readonly who: string | null;
  readonly kind: 'invoke' | 'answer' | 'no-answer' | 'fault' | 'heal' | 'node' | 'belief';
  readonly text: string;
  /** Part of the contradiction. */
  readonly culprit: boolean;
}

export interface StoryMessage {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly text: string;
  readonly sentNs: number;
  /** When it arrived; twice if it was doubled. Empty if it was lost. */
  readonly arrivals: readonly number[];
  readonly lost: '' | 'cut' | 'lost' | 'down';
}

/** A stretch in which a node did not run. */
export interface StoryGap {
  readonly node: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly state: 'killed' | 'paused';
}

export interface ReportStory {
  readonly clients: readonly string[];
  readonly nodes: readonly string[];
  readonly operations: readonly ReportOperation[];
  readonly faults: readonly ReportFault[];
  readonly steps: readonly StoryStep[];
  readonly messages: readonly StoryMessage[];
  readonly gaps: readonly StoryGap[];
  /** What each node believed as the story begins, in words. */
  readonly beginning: readonly { readonly node: string; readonly beliefs: string }[];
  readonly endNs: number;
  /** Messages and steps that are left out because they changed nothing, or because there were too many. */
  readonly omitted: { readonly messages: number; readonly steps: number; readonly operations: number };
}

const mostOperations = 30;
const mostClients = 8;
const mostSteps = 120;
const mostMessages = 100;
/** So few are shown whatever they did. */
const fewMessages = 40;
const labelLength = 160;

function words(beliefs: Beliefs): string {
  const parts = Object.entries(beliefs).map(([name, value]) => `${name} ${value === null ? 'nobody' : String(value)}`);
  return visibleText(shorten(parts.join(', '), 160));
}

/** What of a node's beliefs is new and worth a sentence: words always, numbers only if they are terms or epochs. */
function worthTelling(before: Beliefs | undefined, after: Beliefs): Beliefs | null {
  const changed = Object.entries(after).filter(([name, value]) => before?.[name] !== value);
  const telling = changed.some(([name, value]) => typeof value !== 'number' || /term|epoch|view/i.test(name));
  return telling ? Object.fromEntries(changed) : null;
}

interface ToldOperation extends ReportOperation {
  /** Its label before anybody knows how it ends. */
  readonly asked: string;
  /** What the explanation calls it (`T0`), else its `f`. */
  readonly name: string;
}

function shownOperations(record: TrialRecord): {
  operations: ToldOperation[];
  omitted: number;
  culprits: Set<number>;
} {
  const all = pairForDisplay(record.history);
  const anomaly = record.verdict.checks
    .flatMap(({ anomalies }) => anomalies)
    .find(({ permitted }) => permitted !== true);
  const culprit = anomaly?.culprit ?? anomaly?.operations.at(-1);
  const culprits = new Set(culprit === undefined ? [] : [culprit]);
  const wanted = new Set(anomaly?.operations ?? []);
  const chosen =
    all.length <= mostOperations
      ? all
      : all.filter(({ invocation }) => wanted.has(invocation.index)).slice(0, mostOperations);
  const labels = new Map(anomaly?.graph?.transactions.map(({ operation, label }) => [operation, `${label}:`]));
  const operations = chosen.map((operation) => {
    const shown = present(operation, labelLength);
    const { label: asked } = present({ ...operation, completion: null }, labelLength);
    return { ...shown, asked, name: labels.get(shown.index) ?? shown.f };
  });
  return { operations, omitted: all.length - chosen.length, culprits };
}

function operationSteps(operation: ToldOperation, culprits: ReadonlySet<number>): StoryStep[] {
  const { process, node, name, asked: before, label, result, error, invokeNs, completeNs, index } = operation;
  const culprit = culprits.has(index);
  const at = node === '' ? '' : ` (at ${node})`;
  const named = (what: string): string => (what === '' ? name : `${name} ${what}`);
  const asked: StoryStep = {
    timeNs: invokeNs,
    who: process,
    kind: 'invoke',
    text: `process ${process}${at} begins ${named(before)}`,
    culprit: false,
  };
  if (completeNs === null) return [{ ...asked, text: `process ${process}${at}: ${named(label)}, no answer ever` }];
  const outcome =
    result === 'ok'
      ? `${named(label)}: ok`
      : result === 'fail'
        ? `${named(label)}: did not happen`
        : `${named(label)}: nobody knows`;
  const reason = error === '' || result === 'ok' ? '' : ` (${shorten(error, 60)})`;
  const kind = result === 'info' ? 'no-answer' : 'answer';
  return [asked, { timeNs: completeNs, who: process, kind, text: `process ${process}: ${outcome}${reason}`, culprit }];
}

function faultSteps({ kind, description, startNs, healingNs, endNs }: ReportFault): StoryStep[] {
  const begins: StoryStep = {
    timeNs: startNs,
    who: null,
    kind: 'fault',
    text: `${kind} ${description}`,
    culprit: false,
  };
  if (endNs === null && healingNs <= startNs) return [begins];
  return [begins, { timeNs: healingNs, who: null, kind: 'heal', text: `${kind} healed`, culprit: false }];
}

/** Goes through the trace once: messages with what became of them, what nodes came to believe, when they did not run. */
class TraceReader {
  readonly messages = new Map<number, { message: StoryMessage; arrivals: number[]; changed: boolean }>();
  readonly steps: StoryStep[] = [];
  readonly gaps: StoryGap[] = [];
  /** What each node believed when the story began. */
  readonly beginning = new Map<string, Beliefs>();
  readonly #beliefs = new Map<string, Beliefs>();
  readonly #stopped = new Map<string, { timeNs: number; state: StoryGap['state'] }>();
  #lastArrival: { id: number; node: string; timeNs: number } | null = null;

  read(event: TraceEvent): void {
    switch (event.type) {
      case 'send': {
        const arrivals: number[] = [];
        const { from, to, kind, text, timeNs } = event;
        const shown = { from, to, kind: visibleText(shorten(kind, 40)), text: visibleText(shorten(text, 200)) };
        this.messages.set(event.id, {
          message: { ...shown, sentNs: timeNs, arrivals, lost: '' },
          arrivals,
          changed: false,
        });
        break;
      }
      case 'deliver': {
        const sent = this.messages.get(event.id);
        if (sent === undefined) break;
        sent.arrivals.push(event.timeNs);
        this.#lastArrival = { id: event.id, node: sent.message.to, timeNs: event.timeNs };
        break;
      }
      case 'lose': {
        const sent = this.messages.get(event.id);
        if (sent !== undefined) sent.message = { ...sent.message, lost: event.reason };
        break;
      }
      case 'node':
        this.#nodeChanged(event.node, event.change, event.timeNs);
        break;
      case 'beliefs':
        this.#believes(event.node, event.beliefs, event.timeNs);
        break;
    }
  }

  end(endNs: number): void {
    for (const [node, { timeNs, state }] of this.#stopped) this.gaps.push({ node, startNs: timeNs, endNs, state });
  }

  #nodeChanged(node: string, change: string, timeNs: number): void {
    if (change === 'killed' || change === 'paused') this.#stopped.set(node, { timeNs, state: change });
    else {
      const since = this.#stopped.get(node);
      if (since !== undefined) this.gaps.push({ node, startNs: since.timeNs, endNs: timeNs, state: since.state });
      this.#stopped.delete(node);
    }
    if (change === 'killed') this.#beliefs.delete(node);
    if (timeNs > 0) this.steps.push({ timeNs, who: node, kind: 'node', text: `${node} ${change}`, culprit: false });
  }

  #believes(node: string, beliefs: Beliefs, timeNs: number): void {
    const before = this.#beliefs.get(node);
    this.#beliefs.set(node, beliefs);
    if (timeNs <= 0) {
      this.beginning.set(node, beliefs);
      return;
    }
    const arrival = this.#lastArrival;
    if (arrival !== null && arrival.node === node && arrival.timeNs === timeNs) {
      const sent = this.messages.get(arrival.id);
      if (sent !== undefined) sent.changed = true;
    }
    const told = worthTelling(before, beliefs);
    if (told === null) return;
    this.steps.push({ timeNs, who: node, kind: 'belief', text: `${node} believes: ${words(told)}`, culprit: false });
  }
}

/** Null if the trial was not traced. O(n log n) in the length of the trace. */
export function storyOf(record: TrialRecord): ReportStory | null {
  if (record.trace.length === 0) return null;
  const { operations, omitted, culprits } = shownOperations(record);
  const endNs = operations.reduce((latest, { invokeNs, completeNs }) => Math.max(latest, completeNs ?? invokeNs), 0);
  const faults = presentFaults(record, endNs).filter(({ startNs }) => startNs <= endNs);
  const told = [...operations.flatMap((one) => operationSteps(one, culprits)), ...faults.flatMap(faultSteps)];
  const reader = new TraceReader();
  // With the last answer the nodes are torn down, at the same moment of virtual time: no part of the story.
  const isOfStory = ({ type, timeNs }: TraceEvent): boolean => timeNs < endNs || (timeNs === endNs && type !== 'node');
  for (const event of record.trace) if (isOfStory(event)) reader.read(event);
  reader.end(endNs);
  const inside = ({ timeNs }: StoryStep): boolean => timeNs <= endNs;
  const steps = [...told, ...reader.steps].filter(inside).toSorted((left, right) => left.timeNs - right.timeNs);
  const kept = steps.length <= mostSteps ? steps : withoutBeliefs(steps);
  const candidates = [...reader.messages.values()].filter(({ message }) => message.sentNs > 0);
  const eventful =
    candidates.length <= fewMessages
      ? candidates
      : candidates.filter(({ changed, message }) => changed || message.lost === 'cut' || message.lost === 'down');
  const messages = eventful.slice(0, mostMessages).map(({ message, arrivals }) => ({ ...message, arrivals }));
  return {
    clients: [...new Set(operations.map(({ process }) => process))]
      .toSorted((left, right) => Number(left) - Number(right))
      .slice(0, mostClients),
    nodes: record.plan.nodes,
    operations,
    faults,
    steps: kept,
    messages,
    gaps: reader.gaps.filter(({ startNs }) => startNs <= endNs),
    beginning: record.plan.nodes.flatMap((node) => {
      const beliefs = reader.beginning.get(node);
      return beliefs === undefined ? [] : [{ node, beliefs: words(beliefs) }];
    }),
    endNs,
    omitted: { messages: candidates.length - messages.length, steps: steps.length - kept.length, operations: omitted },
  };
}

/** Beliefs give way first; then what is left, up to the limit. */
function withoutBeliefs(steps: readonly StoryStep[]): StoryStep[] {
  const others = steps.filter(({ kind }) => kind !== 'belief');
  const room = Math.max(0, mostSteps - others.length);
  const beliefs = new Set(steps.filter(({ kind }) => kind === 'belief').slice(0, room));
  return steps.filter((step) => step.kind !== 'belief' || beliefs.has(step)).slice(0, mostSteps);
}
