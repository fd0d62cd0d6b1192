import { describe, expect, it } from 'vitest';
import { reportData } from '../data/compute.ts';
import type { ReportGraph } from '../data/report-data.ts';
import { exampleCycle } from '../example-cycle.testing.ts';
import { renderTextReport } from '../text/report.ts';
import { cycleDiagram, reasonList } from './cycle-diagram.ts';
import { anomaliesSection } from './sections/anomalies.ts';
import { checksSection } from './sections/checks.ts';

const data = reportData(exampleCycle());
const graph = data.anomalies[0]?.graph as ReportGraph;

describe('a cycle of transactions', () => {
  it('is drawn as a box each, an arrow down and one back up, with what was seen', () => {
    const svg = cycleDiagram(graph, 'id')?.text ?? '';
    expect(svg.match(/class="txn-box"/g)).toHaveLength(2);
    expect(svg.match(/class="edge-line"/g)).toHaveLength(2);
    expect(svg.match(/class="edge anti"/g)).toHaveLength(2);
    expect(svg).toContain('process 1 on n1');
    expect(svg).toContain('r savings [100]');
  });

  it('gives every reason in full, and what it means', () => {
    expect(reasonList(graph)?.text).toContain('without T1&#39;s append of -80');
    const section = anomaliesSection(data)?.text ?? '';
    expect(section).toContain('two withdrawals, each covered by the money the other one took');
  });

  it('is not drawn where a checker gave none', () => {
    expect(cycleDiagram({ transactions: [], edges: [] }, 'id')).toBeNull();
    expect(reasonList({ transactions: [], edges: [] })).toBeNull();
  });

  it('never becomes markup', () => {
    const hostile = '</svg><script>alert(1)</script>';
    const bad: ReportGraph = {
      transactions: [
        { index: 0, label: hostile, text: hostile, where: hostile },
        { index: 1, label: 'T2', text: 'x', where: '' },
      ],
      edges: [
        { from: 0, to: 1, kind: hostile, reason: hostile },
        { from: 1, to: 7, kind: 'ww', reason: 'to nowhere' },
      ],
    };
    const written = `${cycleDiagram(bad, 'id')?.text ?? ''}${reasonList(bad)?.text ?? ''}`;
    expect(written).not.toContain('<script>');
    expect(written).toContain('&lt;script&gt;');
  });
});

it('says which models fall, what was assumed, and who agrees', () => {
  const section = checksSection(data).text;
  for (const said of [
    'repeatable-read',
    'serializable, strict-serializable',
    'snapshot-isolation',
    'lists show their order',
  ]) {
    expect(section).toContain(said);
  }
  expect(section).toContain('cycles and complete-decision');
});

it('is told in a terminal too', () => {
  const text = renderTextReport(exampleCycle(), { colour: false, width: 100 });
  expect(text).toContain("T1 -> T2 [rw] T1 read key savings as [100], without T2's append of -90");
  expect(text).toContain('two withdrawals');
  expect(text).toContain('weakest broken: repeatable-read');
});
