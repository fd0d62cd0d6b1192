/**
 * Logs by partition: records stay where they were appended. A producer that sends again what it got no answer to numbers its
 * records, so that each is appended once (Kafka's KIP-98). A consumer's offset and the effects of what it has consumed are
 * kept here too, so that both can be changed in one step.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { StoreConfiguration } from '../configuration.ts';
import { isInteger, isIntegers, isKey, isList, isRecord } from '../protocol/fields.ts';
import { entriesOf, type Kind, type KindState } from './kind.ts';

export type LogCommand =
  /** Answers the number by which a producer that begins is known in this partition. */
  | { readonly type: 'new-producer'; readonly key: string }
  /** Answers the offset. A known producer numbers its records from 1 up; null: these are not numbered. */
  | {
      readonly type: 'publish';
      readonly key: string;
      readonly value: number;
      readonly producer: number | null;
      readonly number: number;
    }
  /**
   * Carries out the effects of these records and moves the offset behind them, if the offset still is where the consumer
   * found it. Answers whether it did.
   */
  | {
      readonly type: 'consume';
      readonly key: string;
      readonly offset: number;
      readonly values: readonly number[];
    }
  /** The two halves of that, for consumers that take two steps. The second answers whether it moved the offset. */
  | { readonly type: 'take-effect'; readonly key: string; readonly values: readonly number[] }
  | { readonly type: 'commit-offset'; readonly key: string; readonly from: number; readonly offset: number };

export type LogQuery =
  /** At most a few hundred values from this offset on. */
  | { readonly type: 'records'; readonly key: string; readonly from: number }
  /** Where the consumer is. */
  | { readonly type: 'offset'; readonly key: string }
  | { readonly type: 'effects'; readonly key: string };

/** Keeps an answer, and a command that is made of it, far below the size of a frame. */
const maxRecords = 200;

type Place = readonly [number: number, offset: number];

type Partition = {
  readonly values: number[];
  /** By producer: the number of its last record, and the offset of that. */
  readonly producers: Place[];
  readonly effects: number[];
  offset: number;
};

const isPlace = (value: Json | undefined): value is Place => isIntegers(value) && value.length === 2;

function partitionOf(json: Json): Partition {
  const { values, producers, effects, offset } = isRecord(json) ? json : {};
  const areLists = isIntegers(values) && isIntegers(effects) && isList(producers) && producers.every(isPlace);
  if (!areLists || !isInteger(offset)) {
    throw new TypeError('a snapshot of a partition has values, producers, effects and an offset');
  }
  return { values: [...values], producers: [...producers], effects: [...effects], offset };
}

class Logs implements KindState<LogCommand, LogQuery> {
  readonly #configuration: StoreConfiguration;
  #partitions = new Map<string, Partition>();

  constructor(configuration: StoreConfiguration) {
    this.#configuration = configuration;
  }

  apply(command: LogCommand): Json {
    const partition = this.#partition(command.key);
    switch (command.type) {
      case 'new-producer':
        return partition.producers.push([0, 0]) - 1;
      case 'publish':
        return this.#publish(partition, command.value, command.producer, command.number);
      case 'consume':
        return this.#consume(partition, command.offset, command.values);
      case 'take-effect':
        partition.effects.push(...command.values);
        return true;
      case 'commit-offset':
        if (partition.offset !== command.from) return false;
        partition.offset = command.offset;
        return true;
    }
  }

  query(query: LogQuery): Json {
    const partition = this.#partitions.get(query.key);
    switch (query.type) {
      case 'records':
        return partition?.values.slice(query.from, query.from + maxRecords) ?? [];
      case 'offset':
        return partition?.offset ?? 0;
      case 'effects':
        return [...(partition?.effects ?? [])];
    }
  }

  #partition(key: string): Partition {
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const partition: Partition = { values: [], producers: [], effects: [], offset: 0 };
    this.#partitions.set(key, partition);
    return partition;
  }

  #publish(partition: Partition, value: number, producer: number | null, number: number): number {
    const its = producer === null ? undefined : partition.producers[producer];
    if (producer === null || its === undefined) return partition.values.push(value) - 1;
    const [last, offset] = its;
    const isKnown = this.#configuration.bug === 'duplicate-on-resend' ? number < last : number <= last;
    if (isKnown) return offset;
    const place = partition.values.push(value) - 1;
    partition.producers[producer] = [number, place];
    return place;
  }

  #consume(partition: Partition, offset: number, values: readonly number[]): boolean {
    const isFenced = this.#configuration.bug !== 'zombie-consumer-not-fenced';
    if (isFenced && partition.offset !== offset) return false;
    partition.effects.push(...values);
    partition.offset = Math.max(partition.offset, offset + values.length);
    return true;
  }

  snapshot(): Json {
    return [...this.#partitions].map(([key, { values, producers, effects, offset }]) => [
      key,
      { values: [...values], producers: [...producers], effects: [...effects], offset },
    ]);
  }

  restore(snapshot: Json): void {
    this.#partitions = new Map(entriesOf(snapshot, isRecord).map(([key, partition]) => [key, partitionOf(partition)]));
  }
}

const areValues = (value: Json | undefined): boolean => isIntegers(value) && value.length <= maxRecords;
const isOffset = (value: Json | undefined): boolean => isInteger(value) && value >= 0;

export const logs: Kind<LogCommand, LogQuery> = {
  commands: {
    'new-producer': ({ key }) => isKey(key),
    publish: ({ key, value, producer, number }) =>
      isKey(key) && isInteger(value) && isInteger(number) && (producer === null || isOffset(producer)),
    consume: ({ key, offset, values }) => isKey(key) && isOffset(offset) && areValues(values),
    'take-effect': ({ key, values }) => isKey(key) && areValues(values),
    'commit-offset': ({ key, from, offset }) => isKey(key) && isOffset(from) && isOffset(offset),
  },
  queries: {
    records: ({ key, from }) => isKey(key) && isOffset(from),
    offset: ({ key }) => isKey(key),
    effects: ({ key }) => isKey(key),
  },
  start: (configuration) => new Logs(configuration),
};
