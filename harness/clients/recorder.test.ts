import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../checkers/history/event.ts';
import { HistoryRecorder, LineFile } from './recorder.ts';

const stillTimeline = { nowNs: () => 5, sleep: () => Promise.resolve(), after: () => () => undefined };

describe('HistoryRecorder', () => {
  it('numbers events and never lets time repeat or go back', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ordeal-recorder-')), 'history.jsonl');
    const heard: HistoryEvent[] = [];
    const lineFile = new LineFile(file, 'at-once');
    const recorder = new HistoryRecorder(stillTimeline, (event) => {
      lineFile.writeEvent(event);
      heard.push(event);
    });
    recorder.record({ type: 'invoke', process: 0, f: 'read', value: ['x', null], node: 'n1' });
    recorder.record({ type: 'ok', process: 0, f: 'read', value: ['x', 3], node: 'n1' });
    recorder.record({ type: 'info', process: 'nemesis', f: 'start-kill', value: 'n1' });
    lineFile.close();
    expect(heard.map(({ index, time }) => [index, time])).toEqual([
      [0, 5],
      [1, 6],
      [2, 7],
    ]);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines[3]).toBe('');
    expect(lines.slice(0, 3).map((line) => JSON.parse(line) as unknown)).toEqual(heard);
  });

  it('survives SIGKILL of its process up to the last event', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'ordeal-recorder-'));
    const file = path.join(directory, 'history.jsonl');
    const script = path.join(directory, 'record.mjs');
    const module = new URL('./recorder.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { HistoryRecorder, LineFile } from ${JSON.stringify(module)};
       import { writeSync } from 'node:fs';
       const file = new LineFile(${JSON.stringify(file)}, 'at-once');
       const timeline = { nowNs: () => 0, sleep: async () => {} };
       const recorder = new HistoryRecorder(timeline, (event) => file.writeEvent(event));
       for (;;) {
         const event = recorder.record({ type: 'invoke', process: 0, f: 'read', value: null });
         writeSync(1, event.index + '\\n');
       }`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let last = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line);
      if (last === 2000) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    expect(whole.length).toBeGreaterThan(last);
    for (const [index, line] of whole.entries()) expect((JSON.parse(line) as HistoryEvent).index).toBe(index);
  });
});
