/** Report data as the columns that the page's script reads. */
import type { ReportData, ReportOperation } from '../data/report-data.ts';
import type { ChartData } from './client/chart-data.ts';

const resultCodes = { ok: 0, fail: 1, info: 2 } as const;

const toUs = (timeNs: number): number => Math.round(timeNs / 1e3);

/** Gives each text a number, once. */
class TextTable {
  readonly texts: string[] = [];
  readonly #positions = new Map<string, number>();

  positionOf(text: string): number {
    let position = this.#positions.get(text);
    if (position === undefined) {
      position = this.texts.length;
      this.texts.push(text);
      this.#positions.set(text, position);
    }
    return position;
  }
}

export function encodeChartData(data: ReportData): ChartData {
  const table = new TextTable();
  const kindNames = [...new Set(data.operations.map((operation) => operation.f))];
  const kindPositions = new Map(kindNames.map((name, position) => [name, position]));
  const processes = processColumns(data.operations, table);
  const positionByIndex = new Map(data.operations.map((operation, position) => [operation.index, position]));
  return {
    startUs: toUs(data.extent.startNs),
    endUs: toUs(data.extent.endNs),
    kinds: kindNames.map((name) => table.positionOf(name)),
    processes: processes.columns,
    laneCount: processes.laneCount,
    operations: operationColumns(data.operations, table, kindPositions, processes.positions),
    anomalies: data.anomalies.map((anomaly) =>
      anomaly.operations.flatMap(({ index }) => positionByIndex.get(index) ?? []),
    ),
    faults: data.faults.map((fault) => ({
      name: `${fault.kind} ${fault.description}`,
      attested: fault.attestation?.attested ?? false,
      from: toUs(fault.startNs),
      to: toUs(fault.healingNs),
      healed: toUs(fault.endNs ?? data.extent.endNs),
    })),
    nodes: data.nodes.map(({ node, stretches, clockOffsets }) => ({
      name: node,
      stretches: stretches.map(({ startNs, endNs, state, role }) => [toUs(startNs), toUs(endNs), state, role] as const),
      clocks: clockOffsets.map(({ timeNs, offsetMs }) => [toUs(timeNs), offsetMs] as const),
    })),
    phases: data.phases.map(({ name, startNs }) => [name, toUs(startNs)] as const),
    throughput: {
      start: toUs(data.throughput.startNs),
      bucket: toUs(data.throughput.bucketNs),
      ok: data.throughput.ok,
      fail: data.throughput.fail,
      info: data.throughput.info,
    },
    texts: table.texts,
  };
}

function operationColumns(
  operations: readonly ReportOperation[],
  table: TextTable,
  kinds: ReadonlyMap<string, number>,
  processes: ReadonlyMap<string, number>,
): ChartData['operations'] {
  const invokes = operations.map((operation) => toUs(operation.invokeNs));
  return {
    process: operations.map(({ process }) => processes.get(process) ?? 0),
    kindAndResult: operations.map(({ f, result }) => (kinds.get(f) ?? 0) * 3 + resultCodes[result]),
    invokeStep: steps(invokes),
    took: operations.map(({ completeNs }, position) =>
      completeNs === null ? -1 : Math.max(0, toUs(completeNs) - (invokes[position] as number)),
    ),
    label: operations.map(({ label }) => table.positionOf(label)),
    indexStep: steps(operations.map((operation) => operation.index)),
    errors: operations.flatMap(({ error }, position) =>
      error === '' ? [] : [[position, table.positionOf(error)] as const],
    ),
  };
}

function steps(values: readonly number[]): number[] {
  return values.map((value, position) => value - (values[position - 1] ?? 0));
}

interface Lane {
  freeNs: number;
  node: string;
}

/**
 * Puts processes into as few lanes as can be: a process takes over the lane of one that ended before it began (as a
 * client goes on under a new id after an unknown outcome), of the same node if there is one. O(processes × lanes).
 */
export function assignLanes(operations: readonly ReportOperation[]): ReadonlyMap<string, number> {
  const spans = new Map<string, { readonly startNs: number; readonly node: string; endNs: number }>();
  for (const { process, node, invokeNs, completeNs } of operations) {
    const span = spans.get(process) ?? { startNs: invokeNs, node, endNs: invokeNs };
    spans.set(process, span);
    span.endNs = Math.max(span.endNs, completeNs ?? Infinity);
  }
  const lanes: Lane[] = [];
  const assigned = new Map<string, number>();
  const inOrder = [...spans].toSorted(([, left], [, right]) => left.startNs - right.startNs);
  for (const [process, { startNs, endNs, node }] of inOrder) {
    const chosen = freeLane(lanes, startNs, node);
    lanes[chosen] = { freeNs: endNs, node: lanes[chosen]?.node ?? node };
    assigned.set(process, chosen);
  }
  return inNodeOrder(assigned, lanes);
}

/** Lanes of one node side by side, nodes and then first processes in natural order. */
function inNodeOrder(assigned: ReadonlyMap<string, number>, lanes: readonly Lane[]): ReadonlyMap<string, number> {
  const names: string[] = [];
  for (const [process, lane] of assigned) names[lane] ??= process;
  const { compare } = new Intl.Collator('en', { numeric: true });
  const order = lanes
    .map(({ node }, lane) => ({ node, lane, name: names[lane] ?? '' }))
    .toSorted((left, right) => compare(left.node, right.node) || compare(left.name, right.name));
  const placeOf = new Map(order.map(({ lane }, place) => [lane, place]));
  return new Map([...assigned].map(([process, lane]) => [process, placeOf.get(lane) ?? lane]));
}

/** The free lane of the same node, else the first free one, else a new one. */
function freeLane(lanes: readonly Lane[], startNs: number, node: string): number {
  let firstFree = -1;
  for (const [position, lane] of lanes.entries()) {
    if (lane.freeNs > startNs) continue;
    if (lane.node === node) return position;
    if (firstFree === -1) firstFree = position;
  }
  return firstFree === -1 ? lanes.length : firstFree;
}

function processColumns(
  operations: readonly ReportOperation[],
  table: TextTable,
): {
  readonly columns: ChartData['processes'];
  readonly positions: ReadonlyMap<string, number>;
  readonly laneCount: number;
} {
  const lanes = assignLanes(operations);
  const nodes = new Map(operations.map(({ process, node }) => [process, node]));
  const names = [...lanes.keys()];
  return {
    columns: {
      name: names.map((name) => table.positionOf(name)),
      node: names.map((name) => table.positionOf(nodes.get(name) ?? '')),
      lane: [...lanes.values()],
    },
    positions: new Map(names.map((name, position) => [name, position])),
    laneCount: new Set(lanes.values()).size,
  };
}
