import { expect, it } from 'vitest';
import { reportData } from '../data/compute.ts';
import type { ReportAnomaly } from '../data/report-data.ts';
import { exampleTrial } from '../example-trial.testing.ts';
import { anomalyDiagram } from './anomaly-diagram.ts';

const data = reportData(exampleTrial());
const anomaly = data.anomalies[0] as ReportAnomaly;

const numbersOf = (pattern: RegExp, text: string): number[] =>
  [...text.matchAll(pattern)].map((match) => Number(match[1]));

it('draws a lane for each process, a bar for each operation in order, and the fault behind', () => {
  const svg = anomalyDiagram(anomaly, data.faults, 'id')?.text ?? '';
  expect(svg.match(/class="lane-name"/g)).toHaveLength(3);
  expect(svg.match(/class="band"/g)).toHaveLength(1);
  expect(svg).toContain('partition primary: n1 | n2 n3');
  const lefts = numbersOf(/class="bar" x="([\d.]+)"/g, svg);
  expect(lefts).toHaveLength(3);
  expect(lefts).toEqual(lefts.toSorted((left, right) => left - right));
  const widths = numbersOf(/class="bar" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/g, svg);
  expect(Math.min(...widths)).toBeGreaterThanOrEqual(3);
  expect(svg.match(/class="op ok culprit"/g)).toHaveLength(1);
});

it('leaves the bar of an unknown outcome open to the edge', () => {
  const [first, ...others] = anomaly.operations;
  const open = { ...(first as NonNullable<typeof first>), result: 'info', completeNs: null } as const;
  const svg = anomalyDiagram({ ...anomaly, operations: [open, ...others] }, [], 'id')?.text ?? '';
  expect(svg).toContain('class="open-end"');
  const [left = 0, width = 0] = [
    numbersOf(/class="bar" x="([\d.]+)"/g, svg)[0],
    numbersOf(/width="([\d.]+)" height="14"/g, svg)[0],
  ];
  expect(left + width).toBeGreaterThan(980);
});

it('gives no two labels of a lane the same place', () => {
  const [first] = anomaly.operations;
  const lane = [0, 1, 2, 3].map((number) => ({
    ...(first as NonNullable<typeof first>),
    index: number,
    invokeNs: number * 100 + 50,
    completeNs: number * 100 + 100,
    label: 'append to a list '.repeat(6),
  }));
  const svg = anomalyDiagram({ ...anomaly, operations: lane }, [], 'id')?.text ?? '';
  const labels = [
    ...svg.matchAll(
      /class="op-label" x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)">\s*<tspan[^>]*>(\d+)<\/tspan>([^<]*)/g,
    ),
  ];
  const extents = labels.map(([, x, anchor, number = '', text = '']) => {
    const width = (number + text.trimEnd()).length * 7.3;
    return anchor === 'end' ? [Number(x) - width, Number(x)] : [Number(x), Number(x) + width];
  });
  expect(extents).toHaveLength(4);
  for (const [position, [start = 0]] of extents.slice(1).entries()) {
    expect(start).toBeGreaterThan(extents[position]?.[1] as number);
  }
});

it('draws one operation, and says nothing about none', () => {
  expect(anomalyDiagram({ ...anomaly, operations: anomaly.operations.slice(0, 1) }, data.faults, 'id')?.text).toContain(
    'class="bar"',
  );
  expect(anomalyDiagram({ ...anomaly, operations: [] }, data.faults, 'id')).toBeNull();
});
