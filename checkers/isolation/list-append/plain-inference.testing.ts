/**
 * For tests: the inference of list-append by its definitions, written with plain objects and no regard to time, to be
 * compared with the real one.
 */
import type { Json, Operation } from '../../history/event.ts';

interface Append {
  readonly txn: number;
  readonly op: number;
  readonly key: string;
  readonly value: string;
}

interface Read {
  readonly txn: number;
  readonly op: number;
  readonly key: string;
  /** All that was read, and what is left without the transaction's own appends at the end. */
  readonly all: readonly string[];
  readonly found: readonly string[];
}

interface MicroOps {
  readonly appends: readonly Append[];
  readonly reads: readonly Read[];
}

export interface PlainInference {
  /** `1 ww 2` */
  readonly edges: ReadonlySet<string>;
  readonly counts: Readonly<Record<string, number>>;
}

const text = (value: Json): string => JSON.stringify(value);

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.every((element, at) => long[at] === element);
}

/** Whether a list ends in these. */
function endsIn(list: readonly string[], end: readonly string[]): boolean {
  return end.length <= list.length && isPrefix(end, list.slice(list.length - end.length));
}

function microOps(operations: readonly Operation[]): MicroOps {
  const appends: Append[] = [];
  const reads: Read[] = [];
  for (const [txn, { type, value, invoked }] of operations.entries()) {
    const own = new Map<string, string[]>();
    for (const [op, microOp] of ((type === 'ok' ? value : invoked) as readonly (readonly Json[])[]).entries()) {
      const [f, keyValue, result] = microOp as [string, Json, Json];
      const key = text(keyValue);
      const mine = own.get(key) ?? [];
      if (f === 'append') {
        appends.push({ txn, op, key, value: text(result) });
        own.set(key, [...mine, text(result)]);
      } else if (type === 'ok') {
        const all = ((result ?? []) as readonly Json[]).map(text);
        reads.push({ txn, op, key, all, found: endsIn(all, mine) ? all.slice(0, all.length - mine.length) : all });
      }
    }
  }
  return { appends, reads };
}

/** `internal` or `future-read` of a transaction: the first one in it. */
function ownFault(txn: number, { appends, reads }: MicroOps): string | undefined {
  const mine = reads.filter((read) => read.txn === txn);
  for (const read of mine) {
    const own = appends.filter((append) => append.txn === txn && append.key === read.key);
    const isOnly = ({ key, value }: Append): boolean =>
      appends.filter((append) => append.key === key && append.value === value).length === 1;
    const later = own.filter((append) => append.op > read.op && isOnly(append)).map(({ value }) => value);
    const isFuture = read.all.some((value) => later.includes(value));
    const before = mine.filter(({ key, op }) => key === read.key && op < read.op).at(-1);
    const since = own.filter(({ op }) => op < read.op && op > (before?.op ?? -1)).map(({ value }) => value);
    const isExpected =
      before === undefined ? endsIn(read.all, since) : text(read.all) === text([...before.all, ...since]);
    if (!isExpected && !isFuture) return 'internal';
    if (isFuture) return 'future-read';
  }
  return undefined;
}

export function plainInference(operations: readonly Operation[]): PlainInference {
  const micro = microOps(operations);
  const { appends, reads } = micro;
  const edges = new Set<string>();
  const counts: Record<string, number> = {};
  const count = (type: string): void => {
    counts[type] = (counts[type] ?? 0) + 1;
  };
  const edge = (from: number, kind: string, to: number): void => {
    if (from !== to) edges.add(`${from} ${kind} ${to}`);
  };
  for (const txn of operations.keys()) {
    const fault = ownFault(txn, micro);
    if (fault !== undefined) count(fault);
  }
  const isSeen = ({ key, value }: Append): boolean =>
    appends.filter((append) => append.key === key && append.value === value).length === 1 &&
    reads.some((read) => read.key === key && read.found.includes(value));
  const status = (txn: number): string => (operations[txn] as Operation).type;
  const happened = (txn: number): boolean =>
    status(txn) === 'ok' || (status(txn) === 'info' && appends.some((append) => append.txn === txn && isSeen(append)));

  for (const key of new Set([...appends, ...reads].map((each) => each.key))) {
    const ofKey = reads.filter((read) => read.key === key);
    const written = appends.filter((append) => append.key === key);
    const writerOf = (value: string): Append | undefined => {
      const writers = written.filter((append) => append.value === value);
      return writers.length === 1 ? writers[0] : undefined;
    };
    const isRepeated = (value: string): boolean => written.filter((append) => append.value === value).length > 1;
    const longest = ofKey.reduce<readonly string[]>(
      (best, { found }) => (found.length > best.length ? found : best),
      [],
    );
    const divergent = ofKey.filter(({ found }) => !isPrefix(found, longest));
    for (const _ of divergent) count('incompatible-order');
    let order = longest;
    for (const { found } of divergent) while (!isPrefix(order, found)) order = order.slice(0, -1);
    const placed = order.filter((value, at) => order.indexOf(value) === at);
    const chain = placed.flatMap((value) => {
      const append = writerOf(value);
      return append !== undefined && status(append.txn) !== 'fail' ? [append] : [];
    });
    const tail = written.filter(
      (append) => writerOf(append.value) === append && !order.includes(append.value) && happened(append.txn),
    );
    for (const [at, append] of chain.entries()) if (at > 0) edge((chain[at - 1] as Append).txn, 'ww', append.txn);
    const last = chain.at(-1);
    for (const append of tail) {
      if (last !== undefined && (status(append.txn) === 'ok' || isSeen(append))) edge(last.txn, 'ww', append.txn);
    }

    let dirty = false;
    for (const value of placed) {
      const by = writerOf(value);
      if (by === undefined) continue;
      if (status(by.txn) === 'fail') dirty = true;
      else if (status(by.txn) === 'ok') {
        if (dirty) count('dirty-update');
        dirty = false;
      }
    }

    for (const append of written) {
      const before = written.filter(({ txn, op }) => txn === append.txn && op < append.op).at(-1);
      if (before === undefined || writerOf(before.value) !== before || writerOf(append.value) !== append) continue;
      const [earlier, later] = [order.indexOf(before.value), order.indexOf(append.value)];
      if (status(append.txn) !== 'fail' && later >= 0 && !(earlier >= 0 && earlier < later))
        count('incompatible-order');
    }

    const updates = new Map<string, Set<number>>();
    for (const read of ofKey) {
      const { txn, found, all } = read;
      for (const value of found) {
        const by = writerOf(value);
        if (by === undefined) {
          if (!isRepeated(value)) count('garbage-read');
        } else if (status(by.txn) === 'fail') count('G1a');
      }
      const once = all.filter((value) => !isRepeated(value));
      if (new Set(once).size < once.length) count('duplicate-elements');
      const by = writerOf(found.at(-1) ?? '');
      const isFinal = by === undefined || !written.some((append) => append.txn === by.txn && append.op > by.op);
      if (by !== undefined && !isFinal && by.txn !== txn && status(by.txn) !== 'fail') count('G1b');

      const inOrder = found.slice(0, order.length);
      const beyond = found.slice(order.length);
      for (const value of beyond) {
        const saw = writerOf(value);
        if (saw !== undefined && status(saw.txn) !== 'fail') edge(saw.txn, 'wr', txn);
      }
      const readLast = chain.filter(({ value }) => inOrder.includes(value)).at(-1);
      if (readLast !== undefined) edge(readLast.txn, 'wr', txn);
      if (found.length <= order.length) {
        const next = chain.slice(readLast === undefined ? 0 : chain.indexOf(readLast) + 1);
        const other = next.find((append) => append.txn !== readLast?.txn);
        if (other !== undefined) edge(txn, 'rw', other.txn);
        else for (const append of tail) if (append.txn !== readLast?.txn) edge(txn, 'rw', append.txn);
      }

      const nextRead = ofKey.find((later) => later.txn === txn && later.op > read.op)?.op ?? Number.POSITIVE_INFINITY;
      const mine = written.filter((append) => append.txn === txn);
      const isUpdate = mine.some(({ op }) => op < read.op) || mine.some(({ op }) => op > read.op && op < nextRead);
      const state = found.at(-1);
      const isPlain = state === undefined || found.indexOf(state) === found.length - 1;
      if (isUpdate && isPlain && found.length <= order.length) {
        const members = updates.get(state ?? '') ?? new Set();
        updates.set(state ?? '', members.add(txn));
      }
    }
    for (const members of updates.values()) if (members.size > 1) count('lost-update');
  }
  return { edges, counts };
}
