/** What each node was doing over time, from the harness's status events. */
import type { TrialEvent } from '../../harness/record/trial-event.ts';
import { shorten, visibleText } from '../hostile-text.ts';
import type { NodeStretch, NodeTrack } from './report-data.ts';

type NodeStatusEvent = Extract<TrialEvent, { type: 'node-status' }>;
interface Extent {
  readonly startNs: number;
  readonly endNs: number;
}

/** One track for each planned node and for any other that events name, in that order. */
export function nodeTracks(
  planned: readonly string[],
  events: readonly TrialEvent[],
  extent: Extent,
  clockPoints: number,
): NodeTrack[] {
  const byNode = new Map<string, NodeStatusEvent[]>(planned.map((node) => [node, []]));
  for (const event of events) {
    if (event.type !== 'node-status') continue;
    const list = byNode.get(event.node) ?? [];
    byNode.set(event.node, list);
    list.push(event);
  }
  return [...byNode].map(([node, statuses]) => ({
    node: visibleText(shorten(node, 60)),
    stretches: stretchesOf(statuses, extent),
    clockOffsets: thinned(
      statuses.flatMap(({ timeNs, clockOffsetMs }) =>
        clockOffsetMs === null || timeNs < extent.startNs || timeNs > extent.endNs
          ? []
          : [{ timeNs, offsetMs: clockOffsetMs }],
      ),
      clockPoints,
    ),
  }));
}

/** A status holds until the next one; stretches that the extent cuts off are clipped to it. */
function stretchesOf(statuses: readonly NodeStatusEvent[], extent: Extent): NodeStretch[] {
  const stretches: NodeStretch[] = [];
  for (const [position, { timeNs, state, role }] of statuses.entries()) {
    const startNs = Math.max(timeNs, extent.startNs);
    const endNs = Math.min(statuses[position + 1]?.timeNs ?? extent.endNs, extent.endNs);
    if (endNs <= startNs) continue;
    // A silent or dead node tells no role; showing the last one it told would claim more than was seen.
    const shownRole = state === 'up' ? visibleText(shorten(role, 30)) : '';
    const previous = stretches.at(-1);
    if (previous !== undefined && previous.state === state && previous.role === shownRole) {
      stretches[stretches.length - 1] = { ...previous, endNs };
    } else stretches.push({ startNs, endNs, state, role: shownRole });
  }
  return stretches;
}

/** An even sample of at most `limit` points, always with the smallest and the largest (a bump must stay visible). */
function thinned<Point extends { readonly timeNs: number; readonly offsetMs: number }>(
  points: readonly Point[],
  limit: number,
): Point[] {
  if (points.length <= limit) return [...points];
  const kept = new Set<Point>();
  for (let number = 0; number < limit; number++)
    kept.add(points[Math.floor((number * points.length) / limit)] as Point);
  const byOffset = points.toSorted((left, right) => left.offsetMs - right.offsetMs);
  kept.add(byOffset[0] as Point).add(byOffset.at(-1) as Point);
  return points.filter((point) => kept.has(point));
}
