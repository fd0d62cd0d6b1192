/** Faults for display: the verdict's records, joined with the events that say when each was healing. */
import type { TrialRecord } from '../../harness/record/trial-record.ts';
import type { Attestation, TrialEvent } from '../../harness/record/trial-event.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import type { ReportFault } from './report-data.ts';

type FaultStart = Extract<TrialEvent, { type: 'fault-start' }>;

/**
 * In order of their start. A fault that began but is not in the verdict (the trial was cut off) is shown from its
 * events alone. `endNs` of the trial stands in for the end of a fault that was never healed.
 */
export function presentFaults(record: TrialRecord, trialEndNs: number): ReportFault[] {
  const healing = new Map<number, number>();
  const starts = new Map<number, FaultStart>();
  for (const event of record.events) {
    if (event.type === 'fault-healing') healing.set(event.fault, event.timeNs);
    if (event.type === 'fault-start') starts.set(event.fault, event);
  }
  const faults = record.verdict.faults.map((fault): ReportFault => {
    starts.delete(fault.fault);
    return {
      number: fault.fault,
      ...names(fault),
      startNs: fault.startNs,
      healingNs: healing.get(fault.fault) ?? fault.endNs ?? trialEndNs,
      endNs: fault.endNs,
      attestation: presentAttestation(fault.attestation),
    };
  });
  for (const start of starts.values()) {
    const healingNs = healing.get(start.fault) ?? trialEndNs;
    faults.push({
      number: start.fault,
      ...names(start),
      startNs: start.timeNs,
      healingNs,
      endNs: null,
      attestation: null,
    });
  }
  return faults.toSorted((left, right) => left.startNs - right.startNs);
}

function names(fault: { readonly kind: string; readonly description: string; readonly nodes: readonly string[] }) {
  return {
    kind: visibleText(shorten(fault.kind, 40)),
    description: visibleText(shorten(fault.description, 200)),
    nodes: fault.nodes.map((node) => visibleText(shorten(node, 60))),
  };
}

function presentAttestation(attestation: Attestation): ReportFault['attestation'] {
  const text = (sentence: string): string => visibleText(shorten(sentence, 500));
  return {
    attested: attestation.status === 'attested',
    before: text(attestation.before),
    during: text(attestation.during),
    after: text(attestation.after),
    reason: text(attestation.reason),
  };
}
