import { describe, expect, it } from 'vitest';
import { reportData } from '../data/compute.ts';
import type { ReportOperation } from '../data/report-data.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { decodeOperations } from './client/decode.ts';
import { assignLanes, encodeChartData } from './encode-chart-data.ts';

const toUs = (timeNs: number): number => Math.round(timeNs / 1e3);

describe('encodeChartData', () => {
  it('loses nothing that the page shows', () => {
    const data = reportData(exampleTrial());
    const bad = new Set(data.anomalies.flatMap((anomaly) => anomaly.operations.map(({ index }) => index)));
    const decoded = decodeOperations(encodeChartData(data));
    expect(bad.size).toBe(3);
    expect(
      decoded.map(({ index, process, node, f, result, from, to, label, error, bad: isBad }) => {
        return { index, process, node, f, result, from, to, label, error, bad: isBad };
      }),
    ).toEqual(
      data.operations.map(({ index, process, node, f, result, invokeNs, completeNs, label, error }) => {
        const times = { from: toUs(invokeNs), to: completeNs === null ? null : toUs(completeNs) };
        return { index, process, node, f, result, ...times, label, error, bad: bad.has(index) };
      }),
    );
  });

  it('never lets two operations of a lane overlap', () => {
    const decoded = decodeOperations(encodeChartData(reportData(exampleTrial(200))));
    const freeAt: number[] = [];
    for (const { lane, from, to } of decoded) {
      expect(from).toBeGreaterThanOrEqual(freeAt[lane] ?? 0);
      freeAt[lane] = to ?? Infinity;
    }
    expect(freeAt).toHaveLength(6);
  });
});

describe('assignLanes', () => {
  const operation = (process: string, node: string, invokeNs: number, completeNs: number | null): ReportOperation => ({
    index: 0,
    process,
    node,
    f: 'read',
    result: 'ok',
    invokeNs,
    completeNs,
    label: '',
    error: '',
  });

  it('lets a process take over the lane of one that ended, of the same node if it can', () => {
    const lanes = assignLanes([
      operation('0', 'n2', 0, 10),
      operation('1', 'n1', 0, 10),
      operation('2', 'n1', 20, 30),
      operation('10', 'n2', 20, null),
      operation('11', 'n2', 40, 50),
    ]);
    expect(Object.fromEntries(lanes)).toEqual({ 1: 0, 2: 0, 0: 1, 10: 1, 11: 0 });
  });
});
