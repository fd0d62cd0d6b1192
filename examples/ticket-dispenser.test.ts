/** The documented specification keeps its laws, judges, and is the one that the documentation shows. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brokenLaws, type HistoryEvent } from 'ordeal/checkers';
import { describe, expect, it } from 'vitest';
import { judgeTickets, ticketDispenser } from './ticket-dispenser.ts';

type Line = readonly [type: HistoryEvent['type'], process: number, f: string, value: number | null];

function history(...lines: readonly Line[]): string {
  const events = lines.map(([type, process, f, value], index) => ({
    index,
    type,
    process,
    f,
    value,
    time: index * 1e6,
  }));
  return events.map((event) => JSON.stringify(event)).join('\n');
}

describe('examples/ticket-dispenser.ts', () => {
  it('keeps the laws of specifications', () => {
    const results = [undefined, 1, 2, 3];
    const effects = ['draw', 'last'].flatMap((f) => results.map((result) => ({ f, argument: null, result })));
    expect(brokenLaws(ticketDispenser, effects)).toEqual([]);
  });

  it('judges tickets drawn at once, one of them perhaps', () => {
    const text = history(
      ['invoke', 1, 'draw', null],
      ['invoke', 2, 'draw', null],
      ['invoke', 3, 'draw', null],
      ['info', 3, 'draw', null],
      ['ok', 2, 'draw', 1],
      ['ok', 1, 'draw', 3],
      ['invoke', 1, 'last', null],
      ['ok', 1, 'last', 3],
    );
    expect(judgeTickets(text)).toMatchObject({ verdict: 'valid', linearization: [{ operations: [1, 2, 0, 6] }] });
  });

  it('says why a ticket cannot have been drawn twice', () => {
    const text = history(
      ['invoke', 1, 'draw', null],
      ['ok', 1, 'draw', 1],
      ['invoke', 2, 'draw', null],
      ['ok', 2, 'draw', 1],
    );
    expect(judgeTickets(text).anomalies[0]?.summary).toBe(
      'process 2 drew ticket 1 at 0.003 s, but the last ticket was 1: process 1 drew ticket 1 (0.000 s to 0.001 s)',
    );
  });

  it('is what docs/checkers.md shows', () => {
    const read = (file: string): string => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
    const code = read('ticket-dispenser.ts').replace(/^\/\*\*.*\n/, '');
    expect(read('../docs/checkers.md')).toContain(`\`\`\`ts\n${code}\`\`\``);
  });
});
