/**
 * Part of the page's script. The modules of this folder hold only exported functions, which are type-checked here and
 * written into the report as source (see `../client-script.ts`). There they share one scope, so a function of another
 * module is declared, not imported.
 */
import type { ChartData, ChartOperation } from './chart-data.ts';

/** What matters most is drawn last: a single odd operation must not hide behind a thousand good ones. */
export function paintOrder(operations: readonly ChartOperation[]): ChartOperation[] {
  const rank = ({ bad, result }: ChartOperation): number => (bad ? 3 : { ok: 0, fail: 1, info: 2 }[result]);
  return operations.toSorted((left, right) => rank(left) - rank(right));
}

/** Columns to objects, in order of invocation. O(n). */
export function decodeOperations(data: ChartData): ChartOperation[] {
  const { texts, kinds, processes, operations } = data;
  const text = (position: number | undefined): string => texts[position ?? -1] ?? '';
  const errors = new Map(operations.errors);
  const bad = new Set(data.anomalies.flat());
  const results = ['ok', 'fail', 'info'] as const;
  let from = 0;
  let index = 0;
  const decoded = operations.process.map((process, position) => {
    const kindAndResult = operations.kindAndResult[position] ?? 0;
    const kind = Math.floor(kindAndResult / 3);
    const took = operations.took[position] ?? -1;
    from += operations.invokeStep[position] ?? 0;
    index += operations.indexStep[position] ?? 0;
    return {
      position,
      index,
      process: text(processes.name[process]),
      node: text(processes.node[process]),
      lane: processes.lane[process] ?? 0,
      kind,
      f: text(kinds[kind]),
      result: results[kindAndResult % 3] ?? 'info',
      from,
      to: took < 0 ? null : from + took,
      nextFrom: Infinity,
      label: text(operations.label[position]),
      error: text(errors.get(position)),
      bad: bad.has(position),
    };
  });
  const nextInLane: number[] = [];
  for (const operation of decoded.toReversed()) {
    operation.nextFrom = nextInLane[operation.lane] ?? Infinity;
    nextInLane[operation.lane] = operation.from;
  }
  return decoded;
}
