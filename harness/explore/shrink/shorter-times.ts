/** The same trial in less time: quiet ends cut off, everything faster, gaps without an event closed, whole milliseconds. */
import type { PlannedFault, TrialPlan } from '../../record/plan.ts';

/** After the last operation and fault, for answers to come. */
const tailMs = 50;

function endMs({ schedule, script }: TrialPlan): number {
  const ends = [
    ...schedule.map(({ startMs, holdMs }) => startMs + holdMs),
    ...(script?.operations ?? []).map(({ atMs }) => atMs),
  ];
  return Math.ceil(Math.max(0, ...ends)) + tailMs;
}

/** Times mapped by a monotone function; a fault lasts from where its start goes to where its end goes. */
function retimed(plan: TrialPlan, at: (ms: number) => number): TrialPlan {
  const schedule = plan.schedule.map((fault): PlannedFault => {
    const startMs = at(fault.startMs);
    return { ...fault, startMs, holdMs: Math.max(1, at(fault.startMs + fault.holdMs) - startMs) };
  });
  const { script } = plan;
  const moved: TrialPlan = {
    ...plan,
    schedule,
    ...(script === undefined
      ? {}
      : { script: { ...script, operations: script.operations.map((one) => ({ ...one, atMs: at(one.atMs) })) } }),
  };
  return { ...moved, timeMs: endMs(moved) };
}

/** Moments at which something begins or ends, ascending. */
function moments({ schedule, script }: TrialPlan): number[] {
  const all = [
    ...schedule.flatMap(({ startMs, holdMs }) => [startMs, startMs + holdMs]),
    ...(script?.operations ?? []).map(({ atMs }) => atMs),
  ];
  return [...new Set(all)].toSorted((left, right) => left - right);
}

function* closedGaps(plan: TrialPlan): Generator<TrialPlan> {
  let before = 0;
  for (const moment of moments(plan)) {
    const gap = moment - before;
    const from = moment;
    for (const left of [1, gap / 2]) {
      if (gap - left < 2) continue;
      yield retimed(plan, (ms) => (ms < from ? ms : ms - Math.floor(gap - left)));
    }
    before = moment;
  }
}

function isWhole(plan: TrialPlan): boolean {
  return moments(plan).every(Number.isInteger);
}

export function* shorterTimes(plan: TrialPlan): Generator<TrialPlan> {
  if (endMs(plan) < plan.timeMs) yield { ...plan, timeMs: endMs(plan) };
  if (plan.timeMs > 2 * tailMs) yield retimed(plan, (ms) => ms / 2);
  for (const [index, fault] of plan.schedule.entries()) {
    if (fault.holdMs < 20) continue;
    const shorter = {
      ...plan,
      schedule: plan.schedule.with(index, { ...fault, holdMs: Math.round(fault.holdMs / 2) }),
    };
    yield { ...shorter, timeMs: endMs(shorter) };
  }
  yield* closedGaps(plan);
  if (!isWhole(plan)) yield retimed(plan, Math.round);
}
