/**
 * The laws of automata (`specification.ts`), tried on every state that a few steps reach. For the tests of any specification,
 * also of users' own: a specification that breaks one may be judged wrongly.
 */
import type { Json } from '../history/event.ts';
import { impossible, type Automaton, type Effect, type Specification } from './specification.ts';

const mostStates = 60;

function reachable(automaton: Automaton, effects: number): number[] {
  const states = new Set([automaton.initial]);
  for (const state of states) {
    for (let effect = 0; effect < effects && states.size < mostStates; effect++) {
      const after = automaton.step(state, effect);
      if (after !== impossible) states.add(after);
    }
  }
  return [...states];
}

/**
 * The laws that these effects break, in any of the first 60 states that they reach from the beginning; empty if none:
 * `effect 3: what is read-only does not change the state`. Give effects of every kind, also such as cannot happen at the
 * beginning. Throws an EffectError for one that the specification does not know.
 */
export function brokenLaws(specification: Specification, effects: readonly Effect[], initial: Json = null): string[] {
  return lawsBrokenBy(specification.compile(effects, initial), effects.length);
}

function lawsBrokenBy(automaton: Automaton, effects: number): string[] {
  const states = reachable(automaton, effects);
  const broken: string[] = [];
  for (let effect = 0; effect < effects; effect++) {
    const demand = (law: string, holds: boolean): void => {
      if (!holds) broken.push(`effect ${effect}: ${law}`);
    };
    const after = states.map((state) => automaton.step(state, effect));
    const possible = after.filter((state) => state !== impossible);
    const again = states.every((state, position) => automaton.step(state, effect) === after[position]);
    demand('a step is a function of state and effect', again);
    const stays = after.every((state, position) => state === impossible || state === states[position]);
    demand('what is read-only does not change the state', !automaton.readOnly(effect) || stays);
    const outcome = automaton.outcome(effect);
    demand('an outcome is the only one', outcome === impossible || possible.every((state) => state === outcome));
    const isBlind = possible.length === states.length && new Set(after).size === 1;
    demand('what is blind is always possible, with one outcome', !automaton.blind(effect) || isBlind);
    const needed = automaton.needs(effect);
    const elsewhere = states.some((state, position) => after[position] !== impossible && state !== needed);
    demand('what needs a state is possible in no other', needed === impossible || !elsewhere);
  }
  return broken;
}
