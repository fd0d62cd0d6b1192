/** Part of the page's script (see `decode.ts`): faults by name, then one lane a node with its state and role. */
import type { ChartData } from './chart-data.ts';
import type * as chart from './chart.ts';
import type { Area, ChartShape } from './chart.ts';

declare const clipToArea: typeof chart.clipToArea;
declare const fitText: typeof chart.fitText;
declare const marginText: typeof chart.marginText;

/** Faults that overlap in time get rows of their own. */
export function faultRows(faults: ChartData['faults']): number[] {
  const rowEnds: number[] = [];
  return faults.map(({ from, healed }) => {
    const row = rowEnds.findIndex((end) => end <= from);
    const chosen = row === -1 ? rowEnds.length : row;
    rowEnds[chosen] = healed;
    return chosen;
  });
}

export function nodeChart(data: ChartData): ChartShape {
  const rows = faultRows(data.faults);
  const rowHeight = 22;
  const faultHeight = rows.length === 0 ? 0 : (Math.max(...rows) + 1) * rowHeight + 4;
  const laneHeight = 24;
  return {
    height: faultHeight + data.nodes.length * laneHeight + 30,
    bands: true,
    axis: true,
    draw(area) {
      if (rows.length > 0) marginText(area, 'faults', area.top + rowHeight / 2, 'muted');
      clipToArea(area);
      for (const [number, fault] of data.faults.entries()) {
        const next = data.faults.findIndex((_, later) => later > number && rows[later] === rows[number]);
        const roomEnd = area.x(data.faults[next]?.from ?? data.endUs);
        drawFault(area, fault, area.top + (rows[number] ?? 0) * rowHeight, roomEnd);
      }
      area.pen.restore();
      for (const [number, node] of data.nodes.entries()) {
        drawNode(area, node, area.top + faultHeight + (number + 0.5) * laneHeight);
      }
    },
  };
}

/** A bracket over the fault's time; its name may run on beyond it, up to the next fault of the row. */
export function drawFault(area: Area, fault: ChartData['faults'][number], y: number, roomEnd: number): void {
  const { pen, colours, left, right } = area;
  const start = Math.max(left, area.x(fault.from));
  const end = Math.min(right, Math.max(area.x(fault.to), area.x(fault.from) + 2));
  if (end < left || start > right) return;
  pen.fillStyle = colours['band-edge'] ?? '';
  if (fault.attested) pen.fillRect(start, y + 17, end - start, 3);
  else for (let dash = start; dash < end; dash += 8) pen.fillRect(dash, y + 17, Math.min(4, end - dash), 3);
  pen.fillStyle = colours['ink'] ?? '';
  pen.textAlign = 'left';
  const text = `${fault.attested ? '✓' : '✗ not attested:'} ${fault.name}`;
  pen.fillText(fitText(pen, text, Math.min(roomEnd, right) - start - 8), start + 2, y + 9);
}

/** Up: a line, thick for a primary. Silent: dashes. Down: nothing but a cross where it went. */
export function drawNode(area: Area, node: ChartData['nodes'][number], y: number): void {
  const { pen, colours, left, right } = area;
  marginText(area, node.name, y, 'ink');
  clipToArea(area);
  let shownRole = '';
  for (const [from, to, state, role] of node.stretches) {
    const start = area.x(from);
    const end = area.x(to);
    if (end < left || start > right) continue;
    const primary = role === 'primary';
    pen.strokeStyle = (state === 'up' ? colours['node'] : colours['bad']) ?? '';
    pen.lineWidth = state === 'up' ? (primary ? 9 : 3) : 1.5;
    pen.setLineDash(state === 'silent' ? [3, 4] : []);
    if (state !== 'down') {
      pen.beginPath();
      pen.moveTo(start, y);
      pen.lineTo(end, y);
      pen.stroke();
    }
    pen.setLineDash([]);
    const label = state === 'up' ? (role === shownRole || role === 'unknown' ? '' : role) : state;
    if (state === 'up') shownRole = role;
    if (state === 'down') drawCross(area, Math.max(start, left + 6), y);
    drawStretchLabel(area, label, Math.max(start, left) + (state === 'down' ? 12 : 4), end, y, state === 'down');
  }
  pen.restore();
}

export function drawCross({ pen, colours }: Area, x: number, y: number): void {
  pen.strokeStyle = colours['bad'] ?? '';
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x - 4, y - 4);
  pen.lineTo(x + 4, y + 4);
  pen.moveTo(x + 4, y - 4);
  pen.lineTo(x - 4, y + 4);
  pen.stroke();
}

/** A role or state, above its line where there is room. */
export function drawStretchLabel(area: Area, label: string, x: number, end: number, y: number, onLine: boolean): void {
  const { pen, colours } = area;
  if (label === '' || pen.measureText(label).width > end - x) return;
  pen.fillStyle = colours['muted'] ?? '';
  pen.textAlign = 'left';
  pen.fillText(label, x, onLine ? y : y - 10);
}
