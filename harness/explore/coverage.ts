/**
 * What a trial reached, as labels: which faults bit, how operations ended, what nodes were seen to be. Counted over an
 * exploration they show what it put to the test, and what it never did.
 */
import type { TriedTrial } from '../trial/try-trial.ts';

export function reached({ history, events, verdict }: TriedTrial): string[] {
  const labels = new Set<string>();
  for (const { kind, description, attestation } of verdict.faults) {
    if (attestation.status === 'attested') labels.add(`fault ${kind}:${description.split(':')[0] ?? ''}`);
  }
  for (const { process, f, type, error } of history) {
    if (type === 'invoke' || typeof process !== 'number') continue;
    const code = Array.isArray(error) && typeof error[0] === 'string' ? ` ${error[0]}` : '';
    labels.add(`outcome ${f} ${type}${code}`);
  }
  for (const event of events) {
    if (event.type === 'node-status') labels.add(`node ${event.state === 'up' ? event.role : event.state}`);
  }
  const primaries = new Map<number, number>();
  for (const event of events) {
    if (event.type !== 'node-status' || event.role !== 'primary') continue;
    primaries.set(event.timeNs, (primaries.get(event.timeNs) ?? 0) + 1);
  }
  if ([...primaries.values()].some((count) => count > 1)) labels.add('node two primaries at once');
  for (const { anomalies } of verdict.checks) {
    for (const { type, permitted } of anomalies)
      labels.add(`anomaly ${type}${permitted === true ? ' (permitted)' : ''}`);
  }
  return [...labels];
}
