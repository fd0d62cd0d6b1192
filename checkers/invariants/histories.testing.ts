/** For tests: histories in a short notation, and simulated ones with random interleavings and lost answers. */
import * as fc from 'fast-check';
import type { EventType, HistoryEvent, Json, Operation } from '../history/event.ts';
import { pairOperations } from '../history/pairing.ts';

export type Step = readonly [type: EventType, process: number, f: string, value: Json];

/** Events one second apart. */
export function events(...steps: readonly Step[]): HistoryEvent[] {
  return steps.map(([type, process, f, value], index) => ({ index, type, process, f, value, time: index * 1e9 }));
}

export function operationsOf(...steps: readonly Step[]): Operation[] {
  return pairOperations(events(...steps));
}

/** An operation that is over before the next begins. */
export function done(process: number, f: string, value: Json, observed: Json = value, type: EventType = 'ok'): Step[] {
  return [
    ['invoke', process, f, value],
    [type, process, f, observed],
  ];
}

/** What a simulated system does. Values are what the history records. */
export interface Simulated {
  invoke(process: number, dice: number): { readonly f: string; readonly value: Json };
  /** Takes effect; answers what is observed, or undefined if it fails without effect. */
  effect(operation: { readonly f: string; readonly value: Json; readonly process: number }): Json | undefined;
}

interface Open {
  readonly f: string;
  readonly value: Json;
  readonly process: number;
  /** How the answer is lost, if it is: before its effect (which comes later, or never), or after it. */
  readonly lost: 'no' | 'after' | 'before' | 'never';
  observed?: Json | undefined;
  phase: number;
}

/** Picks of processes, each of which goes on by one phase; and a die for what it does. */
export const picks = (length: number): fc.Arbitrary<readonly (readonly [number, number])[]> =>
  fc.array(fc.tuple(fc.nat(999), fc.nat(9999)), { minLength: length / 2, maxLength: length });

/**
 * Runs a system under the interleaving: each operation takes effect at one instant between invocation and completion; some
 * answers are lost (`info`; the process goes on under a new number), and then the effect may come late, or never.
 */
export function simulate(
  chosen: readonly (readonly [number, number])[],
  processes: number,
  system: Simulated,
  losses = true,
): HistoryEvent[] {
  const history: Step[] = [];
  const open: (Open | undefined)[] = Array.from({ length: processes });
  const names = Array.from({ length: processes }, (_, process) => process);
  const late: Open[] = [];
  const finish = (slot: number, one: Open): void => {
    open[slot] = undefined;
    if (one.lost === 'no') {
      history.push([one.observed === undefined ? 'fail' : 'ok', one.process, one.f, one.observed ?? one.value]);
      return;
    }
    history.push(['info', one.process, one.f, one.value]);
    names[slot] = (names[slot] as number) + processes;
    if (one.lost === 'before') late.push(one);
  };
  for (const [choice, dice] of chosen) {
    const slot = choice % (processes + 1);
    if (slot === processes) {
      const delayed = late.shift();
      if (delayed !== undefined) system.effect(delayed);
      continue;
    }
    const one = open[slot];
    if (one === undefined) {
      const process = names[slot] as number;
      const lost = losses && dice % 11 === 0 ? (['after', 'before', 'never'] as const)[dice % 3] : 'no';
      const begun: Open = { ...system.invoke(process, dice), process, lost: lost ?? 'no', phase: 0 };
      open[slot] = begun;
      history.push(['invoke', process, begun.f, begun.value]);
    } else if (one.phase === 0 && (one.lost === 'no' || one.lost === 'after')) {
      one.observed = system.effect(one);
      one.phase = 1;
    } else finish(slot, one);
  }
  for (const [slot, one] of open.entries()) {
    if (one === undefined) continue;
    if (one.phase === 0 && one.lost === 'no') one.observed = system.effect(one);
    finish(slot, one);
  }
  return events(...history);
}
