/**
 * Registers: `read` returns the value, `write` replaces it, `cas` with [from, to] replaces it by `to` if it is `from`
 * (Herlihy and Wing 1990, section 2). States are interned values.
 */
import type { Json } from '../../history/event.ts';
import { JsonInterner } from '../../history/interner.ts';
import { quote } from '../../history/quote.ts';
import { EffectError, impossible, type Automaton, type Effect, type Specification } from '../specification.ts';

/** Each effect as: the state it needs (`impossible` for any), or cannot have found, and the state it leaves. */
interface Transitions {
  readonly needs: Int32Array;
  readonly shuns: Int32Array;
  readonly leaves: Int32Array;
}

class RegisterAutomaton implements Automaton {
  readonly initial: number;
  readonly #needs: Int32Array;
  readonly #shuns: Int32Array;
  readonly #leaves: Int32Array;
  /** A state that no effect needs. */
  readonly #other: number;
  readonly #states: JsonInterner;

  constructor(initial: number, transitions: Transitions, states: JsonInterner) {
    this.initial = initial;
    this.#needs = transitions.needs;
    this.#shuns = transitions.shuns;
    this.#leaves = transitions.leaves;
    this.#other = states.size;
    this.#states = states;
  }

  step(state: number, effect: number): number {
    const needed = this.#needs[effect] as number;
    if (needed !== impossible) return needed === state ? (this.#leaves[effect] as number) : impossible;
    const shunned = this.#shuns[effect] as number;
    if (shunned === impossible) return this.#leaves[effect] as number;
    return shunned === state ? impossible : state;
  }

  readOnly(effect: number): boolean {
    // One that shuns a state needs none and leaves none.
    return this.#needs[effect] === this.#leaves[effect];
  }

  needs(effect: number): number {
    return this.#needs[effect] as number;
  }

  outcome(effect: number): number {
    return this.#leaves[effect] as number;
  }

  blind(effect: number): boolean {
    return this.#needs[effect] === impossible && this.#shuns[effect] === impossible;
  }

  representatives(effects: Iterable<number>): readonly number[] {
    const states = new Set<number>([this.#other]);
    for (const effect of effects) {
      for (const state of [this.#needs[effect] as number, this.#shuns[effect] as number]) {
        if (state !== impossible) states.add(state);
      }
    }
    return [...states];
  }

  describeState(state: number): string {
    return state === this.#other ? 'another value' : quote(this.#states.value(state));
  }

  refusal(state: number): string {
    return `the register held ${this.describeState(state)}`;
  }
}

function isPair(value: Json): value is readonly [Json, Json] {
  return Array.isArray(value) && value.length === 2;
}

function casArgument(effect: Effect, position: number): readonly [Json, Json] {
  if (isPair(effect.argument)) return effect.argument;
  throw new EffectError(position, `the argument of "cas" is ${quote(effect.argument)}; it must be [from, to]`);
}

function compile(functions: readonly string[], effects: readonly Effect[], initial: Json): Automaton {
  const states = new JsonInterner();
  const initialState = states.intern(initial);
  const needs = new Int32Array(effects.length).fill(impossible);
  const shuns = new Int32Array(effects.length).fill(impossible);
  const leaves = new Int32Array(effects.length);
  for (const [position, effect] of effects.entries()) {
    const { f, argument, result } = effect;
    if (!functions.includes(f)) {
      throw new EffectError(position, `${quote(f)} is not an operation of this object (${functions.join(', ')})`);
    }
    if (f === 'write') leaves[position] = states.intern(argument);
    else if (f === 'cas') {
      const [from, to] = casArgument(effect, position);
      (effect.failed === true ? shuns : needs)[position] = states.intern(from);
      leaves[position] = effect.failed === true ? impossible : states.intern(to);
    } else {
      // A read whose result is unknown says nothing; it is given the initial state, and the checker leaves it out.
      const state = result === undefined ? initialState : states.intern(result);
      needs[position] = state;
      leaves[position] = state;
    }
  }
  return new RegisterAutomaton(initialState, { needs, shuns, leaves }, states);
}

function describe(effect: Effect, object: string): string {
  const { f, argument, result } = effect;
  if (f === 'write') return `wrote ${quote(argument)}${object === '' ? '' : ` to ${object}`}`;
  if (f === 'read') return `read ${quote(result)}${object === '' ? '' : ` from ${object}`}`;
  const [from, to] = casArgument(effect, 0);
  if (effect.failed === true)
    return `found ${object === '' ? 'something' : `${object} to hold something`} other than ${quote(from)}`;
  return `changed ${object === '' ? '' : `${object} from `}${quote(from)} to ${quote(to)} by compare-and-set`;
}

function registerLike(name: string, functions: readonly string[]): Specification {
  return {
    name,
    functions,
    compile: (effects, initial) => compile(functions, effects, initial),
    accepts: (f, argument) => functions.includes(f) && (f !== 'cas' || isPair(argument)),
    observes: (effect) => effect.f !== 'write',
    failureObserves: (f) => f === 'cas',
    describe,
  };
}

/** `read` and `write`. */
export const registerSpecification = registerLike('register', ['read', 'write']);

/** `read`, `write` and `cas`. */
export const casRegisterSpecification = registerLike('cas-register', ['read', 'write', 'cas']);
