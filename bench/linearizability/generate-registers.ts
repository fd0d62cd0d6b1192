/** Histories of registers by key: reads, writes and (for a cas-register) compare-and-sets in equal parts. */
import { EventTable } from '../../checkers/history/index.ts';
import type { HistoryOptions } from './generate-history.ts';
import type { Random } from './random.ts';
import { failCode, okCode, simulateClients, type Call } from './simulated-clients.ts';

/** The planted stale read returns this value, which is written once and then overwritten. */
const marker = 1_000_000_007;
const plantAtPart = 0.9;

/** Chooses keys: one of a fixed number, or of a few that are replaced after so many operations. */
class KeyChoice {
  readonly #random: Random;
  readonly #options: HistoryOptions;
  readonly #active: { key: number; used: number }[] = [];
  #nextKey = 0;

  constructor(random: Random, options: HistoryOptions) {
    this.#random = random;
    this.#options = options;
    const { operationsPerKey, activeKeys = Math.max(1, Math.floor(options.clients / 5)) } = options;
    if (operationsPerKey === undefined) return;
    for (let slot = 0; slot < activeKeys; slot++) this.#active.push({ key: this.#nextKey++, used: 0 });
  }

  next(): number {
    const { operationsPerKey, keys = 1 } = this.#options;
    if (operationsPerKey === undefined) return keys === 1 ? 0 : this.#random.whole(keys);
    const slot = this.#random.whole(this.#active.length);
    const chosen = this.#active[slot] as { key: number; used: number };
    const { key } = chosen;
    if (++chosen.used >= operationsPerKey) this.#active[slot] = { key: this.#nextKey++, used: 0 };
    return key;
  }
}

class Registers {
  readonly #options: HistoryOptions;
  readonly #random: Random;
  readonly #table: EventTable;
  readonly #keys: KeyChoice;
  readonly #held = new Map<number, number>();
  readonly #kinds: readonly string[];
  #fresh = 0;
  /** The key that holds the marker, from when it is written, and where that write completes. */
  #markedKey = -1;
  #markedAt = Number.POSITIVE_INFINITY;

  constructor(options: HistoryOptions, random: Random, table: EventTable) {
    this.#options = options;
    this.#random = random;
    this.#table = table;
    this.#keys = new KeyChoice(random, options);
    this.#kinds = options.workload === 'cas-register' ? ['read', 'write', 'cas'] : ['read', 'write'];
  }

  get kinds(): number {
    return this.#kinds.length;
  }

  /** Values are unique if the domain is empty. */
  #value(): number {
    return this.#options.values === 0 ? ++this.#fresh : this.#random.whole(this.#options.values);
  }

  #id(key: number, value: number): number {
    return this.#table.values.internPair(this.#table.values.internWhole(key), value);
  }

  next(begun: number): Call {
    const key = this.#keys.next();
    const kind = this.#kinds[Math.floor(this.#random.real() * this.#kinds.length)];
    if (kind === 'read') return this.#read(key);
    if (kind === 'cas') return this.#cas(key);
    return this.#isTimeToMark(begun) ? this.#mark(key) : this.#write(key, this.#value());
  }

  #isTimeToMark(begun: number): boolean {
    const { operations, operationsPerKey, clients, planted } = this.#options;
    const before = operationsPerKey === undefined ? Math.max(20, 4 * clients) : operationsPerKey / 2;
    return planted && this.#markedKey < 0 && begun >= operations * plantAtPart - before;
  }

  #mark(key: number): Call {
    this.#markedKey = key;
    const returned = (_: number, completion: number): void => {
      this.#markedAt = completion;
    };
    return { ...this.#write(key, marker), forced: true, returned };
  }

  #read(key: number): Call {
    const { values } = this.#table;
    return {
      f: 'read',
      invoked: this.#id(key, values.internPrimitive(null)),
      changes: false,
      effect: () => ({ type: okCode, value: this.#id(key, values.internPrimitive(this.#held.get(key) ?? null)) }),
    };
  }

  #write(key: number, value: number): Call {
    const invoked = this.#id(key, this.#table.values.internWhole(value));
    const effect = (): ReturnType<Call['effect']> => {
      this.#held.set(key, value);
      return { type: okCode, value: invoked };
    };
    return { f: 'write', invoked, changes: true, effect };
  }

  #cas(key: number): Call {
    const { values } = this.#table;
    const known = this.#options.values === 0 ? (this.#held.get(key) ?? 0) : this.#random.whole(this.#options.values);
    const from = known === marker ? 0 : known;
    const to = this.#value();
    const invoked = this.#id(key, values.internPair(values.internWhole(from), values.internWhole(to)));
    const effect = (): ReturnType<Call['effect']> => {
      if (this.#held.get(key) !== from) return { type: failCode, value: invoked };
      this.#held.set(key, to);
      return { type: okCode, value: invoked };
    };
    return { f: 'cas', invoked, changes: true, effect };
  }

  /** False if this history has no such place. Makes a read return the marker although a write that began after the marker's had completed before the read began. */
  plant(): boolean {
    const { type, f, process, value, count } = this.#table;
    const begun = new Map<number, number>();
    const [read, write] = ['read', 'write'].map((name) => this.#table.functions.internPrimitive(name));
    const key = this.#table.values.internWhole(Math.max(0, this.#markedKey));
    let overwrittenAt = Number.POSITIVE_INFINITY;
    for (let event = 0; event < count; event++) {
      if (this.#table.values.first(value[event] as number) !== key) continue;
      if (type[event] === 0) begun.set(process[event] as number, event);
      if (type[event] !== okCode) continue;
      const invocation = begun.get(process[event] as number) as number;
      if (overwrittenAt > count && f[event] === write && invocation > this.#markedAt) overwrittenAt = event;
      else if (f[event] === read && invocation > overwrittenAt) {
        value[event] = this.#id(this.#markedKey, this.#table.values.internWhole(marker));
        return true;
      }
    }
    return false;
  }
}

/** Undefined if an error is to be planted and this history has no place for it. */
export function generateRegisters(options: HistoryOptions, random: Random): EventTable | undefined {
  const table = new EventTable();
  const registers = new Registers(options, random, table);
  const { operations, clients, infoPart } = options;
  const changingPart = (registers.kinds - 1) / registers.kinds;
  simulateClients(table, random, { operations, clients, infoPart, changingPart }, (begun) => registers.next(begun));
  return options.planted && !registers.plant() ? undefined : table;
}
