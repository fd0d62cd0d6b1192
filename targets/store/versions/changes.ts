/**
 * From what a client asks to what copies hold, by the way that conflicts are dealt with. A change is a small state to be
 * merged into every copy; some begin with a read of what is there, because they replace it as a whole.
 */
import type { Json } from '../../../checkers/history/event.ts';
import type { CapabilityName } from '../../contract/client.ts';
import type { StoreConfiguration } from '../configuration.ts';
import type { Command, Query } from '../state-machine.ts';
import { withDot } from './causal-context.ts';
import { counterValue, unionOfSiblings } from './key-state.ts';
import type { KeyState, SiblingsState } from './key-state.ts';
import type { StampClock } from './stamp.ts';

const offered: Readonly<Record<StoreConfiguration['conflicts'], readonly CapabilityName[]>> = {
  'last-write-wins': ['register', 'set', 'counter'],
  siblings: ['set'],
  crdt: ['set', 'counter'],
};

/** Why a family whose nodes all accept writes does not offer this, in a sentence; null if it does. */
export function lacksWithConflicts(configuration: StoreConfiguration, capability: CapabilityName): string | null {
  const { replication, conflicts } = configuration;
  if (offered[conflicts].includes(capability)) return null;
  return `the store does not offer ${capability} with replication=${replication} and conflicts=${conflicts}`;
}

type Supported = Extract<Command, { type: 'write' | 'add' | 'increase' }>;

const nameSpaces = { write: 'register', add: 'set', increase: 'counter' } as const;
const queried: Readonly<Partial<Record<Query['type'], CapabilityName>>> = {
  register: 'register',
  elements: 'set',
  counter: 'counter',
};

export class Changes {
  readonly #configuration: StoreConfiguration;
  readonly #actor: string;
  readonly #clock: StampClock;
  /** By key: how many dots this actor has given out, and what it has counted up and down. */
  readonly #dots = new Map<string, number>();
  readonly #sums = new Map<string, readonly [up: number, down: number]>();

  /** `actor` is a name that no other node has, nor this one after a restart. */
  constructor(configuration: StoreConfiguration, actor: string, clock: StampClock) {
    this.#configuration = configuration;
    this.#actor = configuration.bug === 'dot-reused-after-restart' ? actor.replace(/\d+$/, '1') : actor;
    this.#clock = clock;
  }

  /** The command if this configuration can carry it out; null otherwise (a compare-and-set takes an order of all writes). */
  supported(command: Command): Supported | null {
    if (command.type !== 'write' && command.type !== 'add' && command.type !== 'increase') return null;
    return lacksWithConflicts(this.#configuration, nameSpaces[command.type]) === null ? command : null;
  }

  /** Where copies keep it: registers, sets and counters are name spaces of their own. Null if this is not offered. */
  keyOf(query: Query): string | null {
    const nameSpace = queried[query.type];
    if (nameSpace === undefined || lacksWithConflicts(this.#configuration, nameSpace) !== null) return null;
    return `${nameSpace}:${'key' in query ? query.key : ''}`;
  }

  keyOfChange({ type, key }: Supported): string {
    return `${nameSpaces[type]}:${key}`;
  }

  /** Whether the change replaces what is there, so that it must be read first; or must be later than what is there. */
  readsFirst({ type }: Supported): boolean {
    const { conflicts, timestamps } = this.#configuration;
    if (conflicts === 'crdt') return false;
    return type !== 'write' || timestamps === 'quorum';
  }

  /** `current` is what is there, if the change begins with a read. */
  change(command: Supported, current: KeyState | undefined): KeyState {
    const { conflicts, bug } = this.#configuration;
    const key = this.keyOfChange(command);
    if (current?.type === 'latest') this.#clock.observe(current.stamp);
    if (command.type === 'write') return { type: 'latest', stamp: this.#clock.next(), value: command.value };
    if (command.type === 'increase') {
      if (conflicts === 'crdt') return this.#count(key, command.amount);
      const before = current?.type === 'latest' && typeof current.value === 'number' ? current.value : 0;
      return { type: 'latest', stamp: this.#clock.next(), value: before + command.amount };
    }
    if (conflicts === 'crdt') return { type: 'elements', elements: [command.element] };
    const elements = insert(elementsOf(current), command.element);
    if (conflicts === 'last-write-wins' || bug === 'clock-ordered-writes') {
      return { type: 'latest', stamp: this.#clock.next(), value: elements };
    }
    return this.#replaceSiblings(key, elements, current);
  }

  /** The same value as a new write: what nobody should make of a value that was read. */
  writtenAnew(state: KeyState): KeyState {
    return state.type === 'latest' ? { ...state, stamp: this.#clock.next() } : state;
  }

  #count(key: string, amount: number): KeyState {
    const [up, down] = this.#sums.get(key) ?? [0, 0];
    const sums = amount >= 0 ? ([up + amount, down] as const) : ([up, down - amount] as const);
    this.#sums.set(key, sums);
    return { type: 'totals', totals: { [this.#actor]: sums } };
  }

  /** A version that replaces all that its writer had read, and nothing else. */
  #replaceSiblings(key: string, elements: readonly number[], current: KeyState | undefined): SiblingsState {
    const count = (this.#dots.get(key) ?? 0) + 1;
    this.#dots.set(key, count);
    const dot = [this.#actor, count] as const;
    const read = current?.type === 'siblings' ? current.context : {};
    return { type: 'siblings', context: withDot(read, dot), siblings: [{ dot, elements }] };
  }
}

function insert(elements: readonly number[], element: number): readonly number[] {
  if (elements.includes(element)) return elements;
  return [...elements, element].toSorted((left, right) => left - right);
}

function elementsOf(state: KeyState | undefined): readonly number[] {
  switch (state?.type) {
    case 'siblings':
      return unionOfSiblings(state);
    case 'elements':
      return state.elements;
    case 'latest':
      return typeof state.value === 'number' || state.value === null ? [] : state.value;
    default:
      return [];
  }
}

/** What a client reads out of a state; of a key never written, what it holds at the beginning. */
export function answerTo({ type }: Query, state: KeyState | undefined): Json {
  if (type === 'elements') return elementsOf(state);
  if (state?.type === 'totals') return counterValue(state);
  if (state?.type === 'latest' && typeof state.value === 'number') return state.value;
  return type === 'counter' ? 0 : null;
}
