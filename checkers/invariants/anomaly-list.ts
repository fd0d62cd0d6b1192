/** What the checkers of invariants share: successful reads in order, and anomalies counted but kept in bounded number. */
import type { Operation } from '../history/event.ts';
import { permits, type PhenomenonName } from '../models/index.ts';
import type { Anomaly, CheckResult } from '../verdict.ts';

const mostExamples = 100;

function rank(anomaly: Anomaly): number {
  return anomaly.permitted === true ? 1 : 0;
}

/** Collects anomalies of one check: the examples are bounded, the count is true. */
export class AnomalyList {
  readonly #model: string;
  readonly #examples: Anomaly[] = [];
  #count = 0;
  #forbidden = 0;

  constructor(model: string) {
    this.#model = model;
  }

  get count(): number {
    return this.#count;
  }

  /** True if the model forbids any of them. */
  get anyForbidden(): boolean {
    return this.#forbidden > 0;
  }

  /**
   * Adds one. `phenomenon` decides whether the model permits it. `describe` is called only if the example is kept:
   * forbidden ones are, in preference to permitted ones.
   */
  add(type: string, phenomenon: PhenomenonName, describe: () => Omit<Anomaly, 'type' | 'permitted'>): void {
    const permitted = permits(this.#model, phenomenon);
    this.#count++;
    if (!permitted) this.#forbidden++;
    if (this.#examples.length >= mostExamples) {
      if (permitted) return;
      const replaceable = this.#examples.findLastIndex((example) => example.permitted === true);
      if (replaceable < 0) return;
      this.#examples.splice(replaceable, 1);
    }
    this.#examples.push({ type, ...describe(), ...(permitted ? { permitted } : {}) });
  }

  /** Forbidden ones first; among these in the order of their first operation. */
  examples(): Anomaly[] {
    return this.#examples.toSorted(
      (left, right) => rank(left) - rank(right) || (left.operations[0] ?? 0) - (right.operations[0] ?? 0),
    );
  }

  /** The result: invalid if anything forbidden was found, else unknown if there are gaps, else valid. */
  result(checker: string, gaps: readonly string[], operations: number): CheckResult {
    return {
      checker,
      model: this.#model,
      verdict: this.anyForbidden ? 'invalid' : gaps.length > 0 ? 'unknown' : 'valid',
      anomalies: this.examples(),
      anomalyCount: this.#count,
      reasons: gaps,
      algorithm: 'direct',
      operations,
    };
  }
}

/** Successful reads in the order of their invocations. */
export function okReads(operations: readonly Operation[]): Operation[] {
  return operations
    .filter((operation) => operation.f === 'read' && operation.type === 'ok')
    .toSorted((left, right) => left.index - right.index);
}
