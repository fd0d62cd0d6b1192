/**
 * Histories that no search exhausts, to see limits kept. Deciding them amounts to a hard problem: which of many numbers
 * sum up to one, or a walk that uses every edge of a graph once (each compare-and-set an edge) and is broken in two.
 */
import { formatEvent, type HistoryEvent, type Json } from '../../checkers/history/index.ts';
import { seededRandom, type Random } from './random.ts';

export interface HardHistory {
  readonly name: string;
  readonly workload: string;
  /** Of its file. */
  readonly lines: () => string[];
}

type Draft = readonly [type: HistoryEvent['type'], process: number, f: string, value: Json];

function linesOf(drafts: readonly Draft[]): string[] {
  return drafts.map(([type, process, f, value], index) => formatEvent({ index, type, process, f, value, time: index }));
}

/** Additions all under way at once, while one process reads two sums of which the latter is impossible. */
function sums(random: Random): Draft[] {
  const amounts = Array.from({ length: 40 }, () => 2 * (1 + random.whole(2 ** 30)));
  const begun = amounts.map((amount, process): Draft => ['invoke', process, 'add', amount]);
  const some = amounts.filter((_, process) => process % 2 === 0).reduce((sum, amount) => sum + amount, 0);
  const reads = [some, some + 1].flatMap((sum): Draft[] => [
    ['invoke', 999, 'read', null],
    ['ok', 999, 'read', sum],
  ]);
  return [...begun, ...reads, ...begun.map(([, process, f, value]): Draft => ['ok', process, f, value])];
}

const mostValues = 9;
const edges = 46;

/** Compare-and-sets all under way at once, on one key, which are no walk from 0. */
function walk(random: Random, key: string, firstProcess: number): Draft[] {
  const keyed = (value: Json): Json => [key, value];
  const swaps = Array.from({ length: edges }, (_, number): Json => {
    // Two more leave 0 than come to it and one more leaves 1 than comes to it: too many ends for one walk.
    if (number < 2) return [number, mostValues];
    const from = random.whole(mostValues);
    return [from, (from + 1 + random.whole(mostValues - 1)) % mostValues];
  });
  const begun = swaps.map((swap, number): Draft => ['invoke', firstProcess + number, 'cas', keyed(swap)]);
  return [
    ['invoke', firstProcess, 'write', keyed(0)],
    ['ok', firstProcess, 'write', keyed(0)],
    ...begun,
    ...begun.map(([, process, f, value]): Draft => ['ok', process, f, value]),
  ];
}

function easyKeys(random: Random, keys: number): Draft[] {
  const drafts: Draft[] = [];
  for (let round = 0; round < keys * 60; round++) {
    const [process, key, value] = [random.whole(8), `easy ${round % keys}`, random.whole(5)];
    drafts.push(['invoke', process, 'write', [key, value]], ['ok', process, 'write', [key, value]]);
    drafts.push(['invoke', process, 'read', [key, null]], ['ok', process, 'read', [key, value]]);
  }
  return drafts;
}

export function hardHistories(): HardHistory[] {
  return [
    { name: 'sums of a counter', workload: 'counter', lines: () => linesOf(sums(seededRandom(1))) },
    { name: 'one hard key', workload: 'register', lines: () => linesOf(walk(seededRandom(1), 'hard', 0)) },
    {
      name: 'hard keys, many easy',
      workload: 'register',
      lines() {
        const random = seededRandom(1);
        const hard = [0, 1, 2].flatMap((number) => walk(random, `hard ${number}`, 1000 * (1 + number)));
        return linesOf([...easyKeys(random, 3000), ...hard]);
      },
    },
  ];
}
