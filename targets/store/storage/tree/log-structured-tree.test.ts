import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../checkers/history/event.ts';
import { seededRandom } from '../../../../harness/random.ts';
import { defaultWorldSettings } from '../../../../harness/simulation/settings.ts';
import { SimulatedDisk } from '../../../../harness/simulation/disk/simulated-disk.ts';
import { virtualTimeline } from '../../../../harness/simulation/time/virtual-timeline.ts';
import { World } from '../../../../harness/simulation/world.ts';
import type { Disk } from '../../../contract/host.ts';
import type { BugName } from '../../bugs.ts';
import { MemoryDisk } from '../memory-disk.testing.ts';
import type { Entry } from './entry.ts';
import { everyKey, keysBeginningWith } from './entry.ts';
import { LogStructuredTree } from './log-structured-tree.ts';

const contents = (tree: LogStructuredTree): readonly Entry[] => [...tree.scan(everyKey)];

const filesOf = (disk: MemoryDisk, kind: string): readonly string[] =>
  disk
    .fileNames()
    .filter((name) => name.startsWith(kind))
    .toSorted();

/** A disk whose callbacks die with the process. */
function inThisLife(
  disk: Disk,
  isAlive: () => boolean,
  onRead: (file: string, sizeBytes: number) => void = () => undefined,
): Disk {
  const alive = (done: () => void) => (): void => {
    if (isAlive()) done();
  };
  return {
    read: (file) => disk.read(file),
    readRange: (file, offsetBytes, sizeBytes) => {
      onRead(file, sizeBytes);
      return disk.readRange(file, offsetBytes, sizeBytes);
    },
    fileNames: () => disk.fileNames(),
    append: (file, bytes) => disk.append(file, bytes),
    truncate: (file, sizeBytes) => disk.truncate(file, sizeBytes),
    remove: (file) => disk.remove(file),
    replace: (file, bytes, done) => disk.replace(file, bytes, alive(done)),
    sync: (file, done) => disk.sync(file, alive(done)),
  };
}

/** Writes keys one by one, everything durable and every table written before the next. */
function filled(disk: MemoryDisk, entries: readonly Entry[], bug?: BugName): LogStructuredTree {
  const tree = new LogStructuredTree(disk, 2, bug);
  for (const entry of entries) {
    tree.write([entry]);
    disk.finishAll();
  }
  return tree;
}

const numbered = (count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => [`key ${String(index).padStart(3, '0')}`, index]);

describe('a log-structured tree', () => {
  it('holds what was written last, in tables that are merged, four of a level into one of the next', () => {
    const disk = new MemoryDisk();
    const entries = numbered(34);
    const tree = filled(disk, entries);
    expect(contents(tree)).toEqual(entries);
    expect(entries.map(([key]) => tree.get(key))).toEqual(entries.map(([, value]) => value));
    expect(tree.get('key 999')).toBeUndefined();
    // 34 keys in tables of two: sixteen tables became one of the third level, the last is alone.
    expect(filesOf(disk, 'table-')).toHaveLength(2);
    expect(contents(new LogStructuredTree(disk.crashed(), 2))).toEqual(entries);
  });

  it('keeps no more of its log than what is in no table', () => {
    const disk = new MemoryDisk();
    filled(disk, numbered(31));
    expect(filesOf(disk, 'writes-')).toEqual(['writes-16']);
  });

  it('reads one block of a table, and no table that cannot have the key', () => {
    const disk = new MemoryDisk();
    const tree = new LogStructuredTree(disk, 2000);
    for (const entry of numbered(2000)) tree.write([entry]);
    disk.finishAll();
    const reads: [string, number][] = [];
    const reading = inThisLife(
      disk,
      () => true,
      (file, sizeBytes) => reads.push([file, sizeBytes]),
    );
    const opened = new LogStructuredTree(reading, 2000);
    reads.length = 0;
    expect(opened.get('key 1234')).toBe(1234);
    expect(reads).toEqual([['table-1', expect.closeTo(4100, -3)]]);
    reads.length = 0;
    for (let missing = 0; missing < 1000; missing++) opened.get(`key 1${missing}x`);
    expect(reads.length).toBeLessThan(40);
  });

  it('lists a range in order, over memory and tables, without what was removed', () => {
    const disk = new MemoryDisk();
    const tree = filled(disk, [...numbered(11), ['key 003', null], ['other', 1]]);
    expect([...tree.scan({ from: 'key 002', to: 'key 005' })]).toEqual([
      ['key 002', 2],
      ['key 004', 4],
    ]);
    expect([...tree.scan(keysBeginningWith('other'))]).toEqual([['other', 1]]);
  });

  const removed: readonly Entry[] = [['a', 1], ...numbered(7), ['a', null], ...numbered(7)];

  it('remembers that a key was removed as long as an older table has it, and no longer', () => {
    const disk = new MemoryDisk();
    expect(filled(disk, removed).get('a')).toBeUndefined();
    const everything = filled(disk, [...numbered(32), ...numbered(32)]);
    expect(contents(everything)).toEqual(numbered(32));
    const tables = filesOf(disk, 'table-').map((name) => Buffer.from(disk.read(name) as Uint8Array).toString());
    expect(tables.filter((table) => table.includes('"a"'))).toEqual([]);
  });

  it('finds the old value again with the planted bug that forgets it too early', () => {
    expect(filled(new MemoryDisk(), removed, 'compaction-drops-tombstone').get('a')).toBe(1);
  });

  it('refuses a table that is damaged, naming file and byte, when it comes to it', () => {
    const disk = new MemoryDisk();
    filled(disk, numbered(2));
    const table = Buffer.from(disk.read('table-1') as Uint8Array);
    table.writeUInt8(table.readUInt8(60) ^ 1, 60);
    disk.files.set('table-1', table);
    const tree = new LogStructuredTree(disk, 2);
    expect(() => tree.get('key 000')).toThrow(/^the file table-1 is damaged: at byte \d+ is no whole record/);
  });

  it('refuses to start without a table that its manifest names', () => {
    const disk = new MemoryDisk();
    filled(disk, numbered(2));
    disk.remove('table-1');
    expect(() => new LogStructuredTree(disk, 2)).toThrow('the file table-1 is damaged: the manifest names it');
  });
});

interface Step {
  readonly entries: readonly Entry[];
  readonly after: 'go on' | 'wait' | 'flush' | 'kill' | 'power';
}

const anyEntry: fc.Arbitrary<Entry> = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  fc.oneof(fc.integer(), fc.constant(null)),
);
const anyStep: fc.Arbitrary<Step> = fc.record({
  entries: fc.array(anyEntry, { minLength: 1, maxLength: 3 }),
  after: fc.oneof(
    { arbitrary: fc.constant('go on' as const), weight: 6 },
    { arbitrary: fc.constantFrom('wait', 'flush', 'kill', 'power'), weight: 4 },
  ),
});

function model(steps: readonly Step[]): readonly Entry[] {
  const values = new Map<string, Json>();
  for (const { entries } of steps) for (const [key, value] of entries) values.set(key, value);
  return [...values].filter(([, value]) => value !== null).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** How many of the steps lead to what was found, at least `fewest`; -1 if none do. */
function survivors(steps: readonly Step[], found: readonly Entry[], fewest: number): number {
  for (let count = steps.length; count >= fewest; count--) {
    if (JSON.stringify(model(steps.slice(0, count))) === JSON.stringify(found)) return count;
  }
  return -1;
}

/**
 * Carries the steps out on a simulated disk, with its crashes. After each crash there must be what was written up to some step,
 * none before the last that was acknowledged, and after each step what was written since as well. Null, or what was found instead.
 */
async function wrongAfter(steps: readonly Step[], seed: number): Promise<string | null> {
  const world = new World(seed, 1_000_000);
  const disk = new SimulatedDisk(world, seededRandom(seed, 'disk'), defaultWorldSettings.disk);
  const pass = (delayMs: number): Promise<void> => world.drive(() => virtualTimeline(world).sleep(delayMs));
  let life = 1;
  let kept: Step[] = [];
  let acknowledged = 0;
  const open = (): LogStructuredTree => {
    const own = life;
    const isAlive = (): boolean => own === life;
    return new LogStructuredTree(inThisLife(disk, isAlive), 3);
  };
  let tree = open();
  for (const step of steps) {
    tree.write(step.entries);
    kept.push(step);
    const count = kept.length;
    if (step.after === 'flush') tree.flush(() => (acknowledged = Math.max(acknowledged, count)));
    else if (step.after === 'wait') await pass(1.5);
    else if (step.after === 'kill' || step.after === 'power') {
      if (step.after === 'kill') disk.abandon();
      else disk.crash();
      life++;
      tree = open();
      const left = survivors(kept, contents(tree), step.after === 'kill' ? kept.length : acknowledged);
      if (left < 0) return JSON.stringify(contents(tree));
      kept = kept.slice(0, left);
      acknowledged = Math.min(acknowledged, kept.length);
    }
    const found = JSON.stringify(contents(tree));
    if (found !== JSON.stringify(model(kept))) return found;
  }
  return null;
}

describe('crashes', () => {
  it('leave everything that was acknowledged, in order, whatever the disk had come to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), fc.nat(), async (steps, seed) => {
        expect(await wrongAfter(steps, seed)).toBeNull();
      }),
      { numRuns: Number(process.env['TREE_RUNS'] ?? 1000) },
    );
  });
});
