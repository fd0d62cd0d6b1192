/**
 * For tests: isolation levels by their axioms, deciding by enumeration.
 *
 * `commitOrderExists`: Biswas and Enea, OOPSLA 2019, figure 2: a total commit order that extends session order and write-read,
 * such that for every read of x by t3 from t1, whoever writes x and is related to t3 by the level comes before t1.
 * `visibilityExists`: Cerone, Bernardi and Gotsman, CONCUR 2015: a total arbitration order and a visibility relation in
 * it, such that every first read of a key sees the last visible write. Both take unique writes, all committed, whose
 * reads are of last writes of others.
 */
import {
  initialVersion,
  readOp,
  writeOp,
  unknownVersion,
  committed,
  type TransactionColumns,
} from '../transaction-columns.ts';

export type CommitOrderLevel = 'read-committed' | 'read-atomic' | 'causal' | 'prefix' | 'serializable';
export type VisibilityLevel =
  'read-atomic' | 'causal' | 'prefix' | 'parallel-snapshot-isolation' | 'snapshot-isolation' | 'serializable';

const nobody = -1;

interface ExternalRead {
  readonly reader: number;
  readonly key: number;
  /** The writer, or `nobody` for the initial value. */
  readonly writer: number;
  /** Writers of the earlier external reads of the same transaction. */
  readonly seenBefore: readonly number[];
}

interface PlainHistory {
  readonly count: number;
  /** Transactions, per key. */
  readonly writers: ReadonlyMap<number, ReadonlySet<number>>;
  readonly reads: readonly ExternalRead[];
  /** Lists as seen, as sequences of writers (each once): with registers, none. */
  readonly lists: readonly { readonly reader: number; readonly key: number; readonly writers: readonly number[] }[];
  sessionBefore(first: number, second: number): boolean;
}

/** The same history without internal reads; undefined if some read is wrong at every level. */
export function plainHistory(columns: TransactionColumns, sessions: boolean): PlainHistory | undefined {
  const writers = new Map<number, Set<number>>();
  const lastWrites = new Map<number, number>();
  const sequences = new Map<string, number[]>();
  const eachOp = (visit: (op: number, transaction: number) => boolean): boolean => {
    for (let transaction = 0; transaction < columns.count; transaction++)
      for (let op = columns.first[transaction] as number; op < (columns.first[transaction + 1] as number); op++)
        if (!visit(op, transaction)) return false;
    return true;
  };
  eachOp((op, transaction) => {
    if (columns.kind[op] !== writeOp || columns.status[transaction] !== committed) return true;
    const [key, version] = [columns.key[op] as number, columns.version[op] as number];
    const sequence = sequences.get(`${transaction} ${key}`) ?? [];
    sequences.set(`${transaction} ${key}`, sequence);
    sequence.push(version);
    if (!writers.has(key)) writers.set(key, new Set());
    writers.get(key)?.add(transaction);
    return true;
  });
  for (const [name, sequence] of sequences) lastWrites.set(sequence.at(-1) as number, Number(name.split(' ')[0]));
  const reads: ExternalRead[] = [];
  const lists: { reader: number; key: number; writers: number[] }[] = [];
  const written = new Map<string, number[]>();
  const seen = new Map<number, number[]>();
  const fine = eachOp((op, transaction) => {
    if (columns.status[transaction] !== committed) return true;
    const [key, version] = [columns.key[op] as number, columns.version[op] as number];
    const own = written.get(`${transaction} ${key}`) ?? [];
    written.set(`${transaction} ${key}`, own);
    if (columns.kind[op] === writeOp) {
      own.push(version);
      return true;
    }
    if (columns.kind[op] !== readOp) return true;
    let last = version;
    if (columns.workload === 'list-append') {
      const list = columns.list[op] as number;
      if (list === unknownVersion) return true;
      const elements = [...columns.elements.subarray(columns.listFirst[list], columns.listFirst[list + 1])];
      if (elements.slice(elements.length - own.length).join(' ') !== own.join(' ')) return false;
      const foreign = elements.slice(0, elements.length - own.length);
      const groups: number[] = [];
      for (let at = 0; at < foreign.length;) {
        const writer = [...lastWrites.keys()].find(
          (end) => sequences.get(`${lastWrites.get(end)} ${key}`)?.[0] === foreign[at],
        );
        const sequence = writer === undefined ? undefined : sequences.get(`${lastWrites.get(writer)} ${key}`);
        if (sequence === undefined || foreign.slice(at, at + sequence.length).join(' ') !== sequence.join(' '))
          return false;
        groups.push(lastWrites.get(writer as number) as number);
        at += sequence.length;
      }
      if (groups.includes(transaction)) return false;
      lists.push({ reader: transaction, key, writers: groups });
      last = foreign.at(-1) ?? initialVersion;
    } else if (version === unknownVersion) return true;
    else if (own.length > 0) return own.at(-1) === version;
    const writer = last === initialVersion ? nobody : lastWrites.get(last);
    if (writer === undefined || writer === transaction) return false;
    const seenBefore = seen.get(transaction) ?? [];
    reads.push({ reader: transaction, key, writer, seenBefore: [...seenBefore] });
    seen.set(transaction, [...seenBefore, writer]);
    return true;
  });
  if (!fine) return undefined;
  return {
    count: columns.count,
    writers,
    reads,
    lists,
    sessionBefore: (first, second) =>
      sessions &&
      columns.session[first] === columns.session[second] &&
      (columns.invoke[first] as number) < (columns.invoke[second] as number),
  };
}

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const item of items)
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest];
}

type Relation = boolean[][];

function relation(count: number, holds: (first: number, second: number) => boolean): Relation {
  return Array.from({ length: count }, (_, first) =>
    Array.from({ length: count }, (__, second) => holds(first, second)),
  );
}

function closed(edges: Relation): Relation {
  const result = edges.map((row) => [...row]);
  for (const middle of result.keys())
    for (const row of result)
      if (row[middle] === true)
        for (const [to, holds] of (result[middle] as boolean[]).entries()) if (holds) row[to] = true;
  return result;
}

const has = (edges: Relation, first: number, second: number): boolean => edges[first]?.[second] === true;

/** Lists show their key's writers in this order, and all of them up to the last. */
function listsFollow(
  history: PlainHistory,
  before: (first: number, second: number) => boolean,
  all: readonly number[],
): boolean {
  return history.lists.every(({ key, writers }) => {
    if (!writers.every((writer, position) => position === 0 || before(writers[position - 1] as number, writer)))
      return false;
    const last = writers.at(-1);
    return all.every(
      (other) =>
        last === undefined ||
        writers.includes(other) ||
        history.writers.get(key)?.has(other) !== true ||
        !before(other, last),
    );
  });
}

export function commitOrderExists(columns: TransactionColumns, level: CommitOrderLevel, sessions: boolean): boolean {
  const history = plainHistory(columns, sessions);
  if (history === undefined) return false;
  const { count, reads, writers } = history;
  const base = relation(
    count,
    (first, second) =>
      history.sessionBefore(first, second) || reads.some(({ reader, writer }) => writer === first && reader === second),
  );
  const happensBefore = closed(base);
  const all = Array.from({ length: count }, (_, transaction) => transaction);
  return [...permutations(all)].some((order) => {
    const place = all.map((transaction) => order.indexOf(transaction));
    const before = (first: number, second: number): boolean => (place[first] as number) < (place[second] as number);
    if (!all.every((first) => all.every((second) => !has(base, first, second) || before(first, second)))) return false;
    if (!listsFollow(history, before, all)) return false;
    const related = (second: number, read: ExternalRead): boolean => {
      if (level === 'read-committed') return read.seenBefore.includes(second);
      if (level === 'read-atomic') return has(base, second, read.reader);
      if (level === 'causal') return has(happensBefore, second, read.reader);
      if (level === 'serializable') return before(second, read.reader);
      return all.some((last) => has(base, last, read.reader) && (last === second || before(second, last)));
    };
    return reads.every((read) =>
      all.every(
        (second) =>
          second === read.writer ||
          second === read.reader ||
          writers.get(read.key)?.has(second) !== true ||
          !related(second, read) ||
          (read.writer !== nobody && before(second, read.writer)),
      ),
    );
  });
}

/** A visibility relation within the arbitration order that the level allows. */
function visibilityFits(
  history: PlainHistory,
  level: VisibilityLevel,
  order: readonly number[],
  sees: Relation,
): boolean {
  const { count, writers, reads } = history;
  const place = Array.from({ length: count }, (_, transaction) => order.indexOf(transaction));
  const before = (first: number, second: number): boolean => (place[first] as number) < (place[second] as number);
  const pairs = relation(count, () => true).flatMap((row, first) => row.map((_, second) => [first, second] as const));
  const every = (holds: (first: number, second: number) => boolean): boolean =>
    pairs.every(([first, second]) => holds(first, second));
  if (!every((first, second) => !history.sessionBefore(first, second) || has(sees, first, second))) return false;
  const through = (left: (first: number, second: number) => boolean): boolean =>
    every(
      (first, middle) =>
        !left(first, middle) || order.every((last) => !has(sees, middle, last) || has(sees, first, last)),
    );
  const conflict = (first: number, second: number): boolean =>
    [...writers.values()].some((all) => all.has(first) && all.has(second));
  if (level !== 'read-atomic' && !through((first, middle) => has(sees, first, middle))) return false;
  if (level !== 'read-atomic' && level !== 'causal' && level !== 'parallel-snapshot-isolation' && !through(before))
    return false;
  if (level === 'parallel-snapshot-isolation' || level === 'snapshot-isolation')
    if (
      !every(
        (first, second) =>
          first === second || !before(first, second) || !conflict(first, second) || has(sees, first, second),
      )
    )
      return false;
  return reads.every(({ reader, key, writer }) => {
    const visible = order.filter(
      (other) => other !== reader && has(sees, other, reader) && writers.get(key)?.has(other) === true,
    );
    return (visible.at(-1) ?? nobody) === writer;
  });
}

/** At most five transactions: it tries every subset of the pairs of every order. */
export function visibilityExists(columns: TransactionColumns, level: VisibilityLevel, sessions: boolean): boolean {
  const history = plainHistory(columns, sessions);
  if (history === undefined) return false;
  const all = Array.from({ length: history.count }, (_, transaction) => transaction);
  return [...permutations(all)].some((order) => {
    const pairs = order.flatMap((first, position) =>
      order.slice(position + 1).map((second) => [first, second] as const),
    );
    const last = 2 ** pairs.length - 1;
    for (let chosen = level === 'serializable' ? last : 0; chosen <= last; chosen++) {
      const sees = relation(history.count, () => false);
      for (const [bit, [first, second]] of pairs.entries())
        if ((chosen >> bit) & 1) (sees[first] as boolean[])[second] = true;
      if (visibilityFits(history, level, order, sees)) return true;
    }
    return false;
  });
}
