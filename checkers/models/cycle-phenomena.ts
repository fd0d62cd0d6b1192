/**
 * Cycles of dependencies between transactions. Each class of cycles has three forms: of dependencies alone; with edges of
 * the order of a process (`-process`); with edges of real time (`-realtime`), whose cases the former two are, since a
 * process waits for each of its transactions. The names are Adya's and Elle's.
 */
import type { Phenomenon } from './phenomenon.ts';

interface CycleClass {
  readonly summary: string;
  /** Classes that it is a case of, in each of its forms. */
  readonly isA: readonly string[];
  /** The weakest model that forbids it: without, with process edges, with real-time edges. */
  readonly forbiddenBy?: readonly [plain: string, process: string, realtime: string];
  readonly source: string;
}

const snapshots = [
  'snapshot-isolation',
  'strong-session-snapshot-isolation',
  'strong-snapshot-isolation',
] as const satisfies CycleClass['forbiddenBy'];

const classes = {
  G0: {
    summary: 'write cycle: the versions of two items are in opposite orders (dirty write)',
    isA: ['G1c'],
    forbiddenBy: ['read-uncommitted', 'strong-session-read-uncommitted', 'strong-read-uncommitted'],
    source: 'Adya, section 3.2.1 (PL-1)',
  },
  G1c: {
    summary: 'circular information flow: transactions that read or overwrite each other in a circle',
    isA: ['G1'],
    forbiddenBy: ['read-committed', 'strong-session-read-committed', 'strong-read-committed'],
    source: 'Adya, section 3.2.2 (PL-2)',
  },
  G1: {
    summary: 'aborted read, intermediate read, or circular information flow',
    isA: [],
    forbiddenBy: ['read-committed', 'strong-session-read-committed', 'strong-read-committed'],
    source: 'Adya, section 3.2.2 (PL-2)',
  },
  'G-single-item': {
    summary: 'a cycle with one read of an item that was then overwritten (read skew)',
    isA: ['G-single', 'G-nonadjacent-item'],
    source: 'Adya, chapter 4 (PL-2+); Elle',
  },
  'G-single': {
    summary: 'a cycle with one read that was then overwritten (read skew, also through a predicate)',
    isA: ['G-nonadjacent'],
    forbiddenBy: ['consistent-view', snapshots[1], snapshots[2]],
    source: 'Adya, chapter 4 (PL-2+); with processes and real time Daudjee & Salem 2006',
  },
  'G-nonadjacent-item': {
    summary: 'a cycle in which no two reads of items that were then overwritten follow each other',
    isA: ['G-nonadjacent', 'G2-item'],
    source: 'Cerone & Gotsman: the cycles that snapshot isolation forbids; Elle',
  },
  'G-nonadjacent': {
    summary: 'a cycle in which no two reads that were then overwritten follow each other',
    isA: ['G2'],
    forbiddenBy: snapshots,
    source: 'Cerone & Gotsman: the cycles that snapshot isolation forbids; Elle',
  },
  'G2-item': {
    summary: 'a cycle with reads of items that were then overwritten (write skew)',
    isA: ['G2'],
    forbiddenBy: ['repeatable-read', 'strong-session-serializable', 'strict-serializable'],
    source: 'Adya, section 3.2.4 (PL-2.99); with processes and real time Elle',
  },
  G2: {
    summary: 'a cycle with reads that were then overwritten, also through a predicate (phantom)',
    isA: [],
    forbiddenBy: ['serializable', 'strong-session-serializable', 'strict-serializable'],
    source: 'Adya, section 3.2.3 (PL-3); with processes and real time Elle',
  },
} as const satisfies Readonly<Record<string, CycleClass>>;

export type CycleClassName = keyof typeof classes;
export type CyclePhenomenonName = CycleClassName | `${CycleClassName}-process` | `${CycleClassName}-realtime`;

const forms = [
  { suffix: '', strongerForm: '-process', addition: '' },
  { suffix: '-process', strongerForm: '-realtime', addition: ', if the order of each process counts' },
  { suffix: '-realtime', strongerForm: undefined, addition: ', if real time counts' },
] as const;

function phenomenaOf([name, { summary, isA, forbiddenBy, source }]: readonly [string, CycleClass]): Phenomenon[] {
  return forms.map(({ suffix, strongerForm, addition }, form) => ({
    name: `${name}${suffix}`,
    summary: `${summary}${addition}`,
    isA: [
      ...isA.map((larger) => `${larger}${suffix}`),
      ...(strongerForm === undefined ? [] : [`${name}${strongerForm}`]),
    ],
    forbiddenBy: forbiddenBy === undefined ? [] : [forbiddenBy[form] as string],
    source,
  }));
}

export const cyclePhenomena = Object.fromEntries(
  Object.entries<CycleClass>(classes)
    .flatMap(phenomenaOf)
    .map((phenomenon) => [phenomenon.name, phenomenon]),
) as Readonly<Record<CyclePhenomenonName, Phenomenon>>;
