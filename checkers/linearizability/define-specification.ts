/**
 * Specifications in a few lines: what a state is, and what an operation does to it. States are found on the way and
 * numbered, so they need not be known beforehand: the contents of a queue, the holder of a lock.
 *
 * ```ts
 * const counter = defineSpecification<number>({
 *   name: 'counter',
 *   functions: ['add', 'read'],
 *   initial: () => 0,
 *   step: (sum, { f, argument, result }) => f === 'add' ? sum + (argument as number) : result === sum ? sum : undefined,
 *   readOnly: ({ f }) => f === 'read',
 * });
 * ```
 */
import type { Json } from '../history/event.ts';
import { canonicalJson } from '../history/interner.ts';
import { quote } from '../history/quote.ts';
import { InputError } from '../input-error.ts';
import { EffectError, impossible, type Automaton, type Effect, type Specification } from './specification.ts';

/**
 * Laws (`specifications.test.ts` tries them): `step` depends on its arguments only and changes neither. Where an effect is
 * `readOnly`, `step` gives the same state or undefined. Where it is `blind`, `step` gives equal states whatever the
 * state before, never undefined. Where two states have the same `identity`, nothing that follows can tell them apart.
 * An operation of unknown outcome (`result` undefined) does what it would have done; that it may not have happened is none
 * of the specification's business.
 */
export interface Behaviour<State> {
  /** Kebab-case. */
  readonly name: string;
  readonly functions: readonly string[];
  /** The state at the beginning, from what the caller says (null if nothing). */
  readonly initial: (given: Json) => State;
  /** The state after the effect, or undefined if it cannot have happened in this state. */
  readonly step: (state: State, effect: Effect) => State | undefined;
  /** Equal exactly for equal states; the state as JSON if not given. */
  readonly identity?: (state: State) => string | number;
  /** True if it never changes the state. None if not given. */
  readonly readOnly?: (effect: Effect) => boolean;
  /** True if it is always possible and erases what was. None if not given. */
  readonly blind?: (effect: Effect) => boolean;
  /** Why an object cannot begin so, or undefined if it can. Called before `initial`; never for null. */
  readonly initialFault?: (given: Json) => string | undefined;
  /** Why there is no such operation, or undefined if there is. Called before anything else. */
  readonly fault?: (effect: Effect) => string | undefined;
  readonly byProcess?: boolean;
  readonly failureObserves?: (f: string) => boolean;
  readonly elementOf?: (effect: Effect) => Json | undefined;
  readonly partOf?: (effect: Effect) => Json | undefined;
  /** For sentences: `added 4 to the set`. A plain form if not given. */
  readonly describe?: (effect: Effect, object: string) => string;
  /** Why the effect cannot have happened in this state, for sentences: `the counter stood at 5`. The state if not given. */
  readonly refusal?: (state: State, effect: Effect) => string;
}

/** What a state costs beside its text, roughly. */
const bytesPerState = 200;
const bytesPerStep = 40;

class FoundStates<State> implements Automaton {
  readonly initial: number;
  readonly #behaviour: Behaviour<State>;
  readonly #effects: readonly Effect[];
  /** Found when a search first asks: monitors decide without. */
  #readOnly: Uint8Array | undefined;
  #blind: Uint8Array | undefined;
  readonly #states: State[] = [];
  readonly #numbers = new Map<string | number, number>();
  readonly #steps = new Map<number, number>();
  #heldBytes = 0;

  constructor(behaviour: Behaviour<State>, effects: readonly Effect[], initial: Json) {
    this.#behaviour = behaviour;
    this.#effects = effects;
    this.initial = this.#number(behaviour.initial(initial));
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  step(state: number, effect: number): number {
    const key = state * this.#effects.length + effect;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const after = this.#behaviour.step(this.#states[state] as State, this.#effects[effect] as Effect);
    const number = after === undefined ? impossible : this.#number(after);
    this.#steps.set(key, number);
    this.#heldBytes += bytesPerStep;
    return number;
  }

  readOnly(effect: number): boolean {
    this.#readOnly ??= this.#marksOf((one) => this.#behaviour.readOnly?.(one) === true);
    return this.#readOnly[effect] === 1;
  }

  needs(): number {
    return impossible;
  }

  outcome(effect: number): number {
    return this.blind(effect) ? this.step(this.initial, effect) : impossible;
  }

  blind(effect: number): boolean {
    this.#blind ??= this.#marksOf((one) => this.#behaviour.blind?.(one) === true);
    return this.#blind[effect] === 1;
  }

  representatives(): undefined {
    return undefined;
  }

  describeState(state: number): string {
    return quote(this.#states[state] as Json);
  }

  refusal(state: number, effect: number): string {
    const held = this.#states[state] as State;
    return this.#behaviour.refusal?.(held, this.#effects[effect] as Effect) ?? `its state was ${quote(held as Json)}`;
  }

  #marksOf(holds: (effect: Effect) => boolean): Uint8Array {
    const marks = new Uint8Array(this.#effects.length);
    for (const [number, effect] of this.#effects.entries()) if (holds(effect)) marks[number] = 1;
    return marks;
  }

  #number(state: State): number {
    const identity = this.#behaviour.identity?.(state) ?? canonicalJson(state as Json);
    const known = this.#numbers.get(identity);
    if (known !== undefined) return known;
    const number = this.#states.push(state) - 1;
    this.#numbers.set(identity, number);
    this.#heldBytes += bytesPerState + (typeof identity === 'string' ? identity.length * 2 : 8);
    return number;
  }
}

function plainly({ f, argument, result }: Effect, object: string): string {
  const did = `did ${f}${argument === null ? '' : ` ${quote(argument)}`}`;
  const answer = result === undefined || result === null || result === argument ? '' : `, answered ${quote(result)},`;
  return `${did}${answer}${object === '' ? '' : ` on ${object}`}`;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

export function defineSpecification<State>(behaviour: Behaviour<State>): Specification {
  const { name, functions, fault } = behaviour;
  const problem = (effect: Effect): string | undefined =>
    functions.includes(effect.f)
      ? fault?.(effect)
      : `${quote(effect.f)} is not an operation of this object (${functions.join(', ')})`;
  return {
    name,
    functions,
    compile(effects, initial) {
      for (const [position, effect] of effects.entries()) {
        const reason = problem(effect);
        if (reason !== undefined) throw new EffectError(position, reason);
      }
      const refused = initial === null ? undefined : behaviour.initialFault?.(initial);
      if (refused !== undefined) {
        const remedy = `leave it out for what is usual for ${article(name)} ${name}, or give what such an object can hold`;
        throw new InputError(
          'bad-initial',
          `${article(name)} ${name} cannot begin as ${quote(initial)}: ${refused}`,
          remedy,
        );
      }
      return new FoundStates(behaviour, effects, initial);
    },
    accepts: (f, argument) => problem({ f, argument, result: undefined }) === undefined,
    observes: (effect) => effect.failed === true || behaviour.blind?.(effect) !== true,
    ...(behaviour.byProcess === undefined ? {} : { byProcess: behaviour.byProcess }),
    ...(behaviour.failureObserves === undefined ? {} : { failureObserves: behaviour.failureObserves }),
    ...(behaviour.elementOf === undefined ? {} : { elementOf: behaviour.elementOf }),
    ...(behaviour.partOf === undefined ? {} : { partOf: behaviour.partOf }),
    describe: behaviour.describe ?? plainly,
  };
}
