/**
 * What an object is supposed to do, told apart from how histories are searched: a new kind of object (queue, lock, set)
 * is one specification and nothing else.
 *
 * The search sees integers only. Operations with the same function, argument and result are one *effect*; a
 * specification turns the effects of a history into an automaton over numbered states. Two states are equal exactly if
 * their numbers are: a specification with structured states interns them.
 */
import type { Json } from '../history/event.ts';

export interface Effect {
  readonly f: string;
  readonly argument: Json;
  /** What was observed, or undefined if nobody knows (the operation may not have happened at all). */
  readonly result: Json | undefined;
  /** True if it certainly failed, and was kept because that says what it found (a compare-and-set that saw another value). */
  readonly failed?: boolean;
  /** The process, if the specification distinguishes processes. */
  readonly process?: number;
}

/** Instead of a state: there is none. */
export const impossible = -1;

/**
 * Laws: `step` is a function of its arguments alone. If `readOnly(e)`, `step(s, e)` is `s` or `impossible` for every s.
 * If `outcome(e)` is not `impossible`, then `step(s, e)` is `outcome(e)` or `impossible` for every s. If `blind(e)`,
 * `step(s, e)` is the same state for every s, never `impossible`.
 */
export interface Automaton {
  /** The state at the beginning. */
  readonly initial: number;
  /** The state after the effect, or `impossible`. */
  step(state: number, effect: number): number;
  /** Never changes the state. */
  readOnly(effect: number): boolean;
  /** The one state in which this effect is possible; `impossible` if there is no such state. */
  needs(effect: number): number;
  /** The one state this effect leads to, whatever the state before; `impossible` if there is no such state. */
  outcome(effect: number): number;
  /** Always possible, with an outcome that does not depend on the state before: erases what was. */
  blind(effect: number): boolean;
  /**
   * States that stand for all states, as far as these effects can tell: if no state of the list allows a sequence of
   * these effects, no state does. Undefined if there is no short list.
   */
  representatives(effects: Iterable<number>): readonly number[] | undefined;
  /** Bytes that the states found so far hold, if they are found on the way. */
  readonly heldBytes?: number;
  /** A state as text for sentences. */
  describeState(state: number): string;
  /** Why the effect is impossible in this state, as a clause after "but": `the register held 5`. */
  refusal?(state: number, effect: number): string;
}

export interface Specification {
  /** Kebab-case: `register`, `cas-register`. */
  readonly name: string;
  /** The functions it knows, for messages. */
  readonly functions: readonly string[];
  /**
   * The automaton for these effects, which it numbers by position. `initial` is the object's value at the beginning.
   * Throws an EffectError for an effect that no such object has, an InputError if no such object begins so.
   */
  compile(effects: readonly Effect[], initial: Json): Automaton;
  /** True if there is such an operation: `compile` takes it. */
  accepts(f: string, argument: Json): boolean;
  /** True if an ok operation with this effect says something of the state it found: without any, nothing was observed. */
  observes(effect: Effect): boolean;
  /** True if it matters which process does what (who holds a lock). */
  readonly byProcess?: boolean;
  /** True if failed operations with this function say what they found, when the caller asks for that meaning. */
  failureObserves?(f: string): boolean;
  /**
   * What an operation is about, if taking all operations about the same thing away keeps every legal sequence legal (the
   * element of a queue); undefined if that is not so. Shrinking a history rests on it.
   */
  elementOf?(effect: Effect): Json | undefined;
  /**
   * Which of several independent objects an effect is about (the element of a set), or undefined if it is about all. If all
   * effects of a history have a part, parts are judged one by one: linearizability is local.
   */
  partOf?(effect: Effect): Json | undefined;
  /** What a process did, for sentences; `object` names the object or is empty: `read 4 from key "x"`, `wrote 4`. */
  describe(effect: Effect, object: string): string;
}

/** An effect that the specification does not know. The caller knows which event it comes from. */
export class EffectError extends Error {
  override readonly name = 'EffectError';
  /** Position in the list of effects. */
  readonly effect: number;

  constructor(effect: number, reason: string) {
    super(reason);
    this.effect = effect;
  }
}
