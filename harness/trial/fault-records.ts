/** What became of each fault, gathered from the trial's events; also from those of a trial that was cut off. */
import type { TrialEvent } from '../record/trial-event.ts';
import type { FaultRecord } from '../record/verdict-record.ts';

const cutOff = {
  status: 'not-attested',
  before: '',
  during: '',
  after: '',
  reason: 'the trial was cut off before the fault could be attested',
} as const;

export function faultRecords(events: readonly TrialEvent[]): FaultRecord[] {
  const records = new Map<number, FaultRecord>();
  const change = (fault: number, changes: Partial<FaultRecord>): void => {
    const record = records.get(fault);
    if (record !== undefined) records.set(fault, { ...record, ...changes });
  };
  for (const event of events) {
    if (event.type === 'fault-start') {
      const { fault, kind, description, nodes, timeNs } = event;
      records.set(fault, { fault, kind, description, nodes, startNs: timeNs, endNs: null, attestation: cutOff });
    } else if (event.type === 'fault-healing') change(event.fault, { endNs: event.timeNs });
    else if (event.type === 'fault-attestation') {
      const known = records.get(event.fault);
      if (known !== undefined) change(event.fault, { attestation: event.attestation });
      else {
        const { fault, attestation, timeNs } = event;
        const nothing = { kind: 'fault', description: 'never started', nodes: [], startNs: timeNs, endNs: timeNs };
        records.set(fault, { fault, ...nothing, attestation });
      }
    }
  }
  return [...records.values()];
}
