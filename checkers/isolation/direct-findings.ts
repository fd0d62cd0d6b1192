/** Collects anomalies that need no cycle: a bounded number of examples of each type, and how many there are in truth. */
import type { DirectAnomaly } from './dependencies.ts';

/** Examples kept of each type. */
export const mostExamples = 8;

export class DirectFindings {
  readonly anomalies: DirectAnomaly[] = [];
  readonly counts = new Map<string, number>();

  /** The anomaly is only put into words if it is kept. */
  add(type: string, describe: () => Omit<DirectAnomaly, 'type'>): void {
    const count = (this.counts.get(type) ?? 0) + 1;
    this.counts.set(type, count);
    if (count <= mostExamples) this.anomalies.push({ type, ...describe() });
  }
}
