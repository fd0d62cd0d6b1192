/**
 * The step over one completion: from the configurations before it to those after it, in all of which the operation that
 * completes has its place. The rules are those of `just-in-time.ts`.
 */
import { ConfigurationRows } from './configuration-rows.ts';
import { ConfigurationSet, placedAt, renewedAt, stateAt } from './configuration-set.ts';
import { blindKind, noDeadline, none, readOnlyKind, type PendingOperations } from './pending-operations.ts';
import type { SearchMeter } from './search-meter.ts';
import { impossible, type Automaton } from './specification.ts';

/** What completes: its operation, slot, effect and kind, when it began, and where its completion stands. */
export interface Completing {
  operation: number;
  slot: number;
  effect: number;
  kind: number;
  invoke: number;
  position: number;
}

export interface StepMaterial {
  readonly automaton: Automaton;
  readonly kindOf: Uint8Array;
  readonly pending: PendingOperations;
  readonly meter: SearchMeter;
}

export class CompletionStep {
  readonly #automaton: Automaton;
  readonly #kindOf: Uint8Array;
  readonly #pending: PendingOperations;
  readonly #meter: SearchMeter;
  readonly rows: ConfigurationRows;
  /** Configurations on the way: at the end of the order, and behind an earlier blind operation. */
  readonly #closure: ConfigurationSet;
  readonly #behind: ConfigurationSet;
  /** Per configuration of the closure: the effect placed last and the state before, or `none` if a read came since. */
  #lastEffect: Int32Array = new Int32Array(64);
  #stateBefore: Int32Array = new Int32Array(64);
  readonly #row: Int32Array;
  readonly #trial: Int32Array;
  readonly #base: Int32Array;
  #after: ConfigurationSet;
  #completing: Completing = { operation: 0, slot: 0, effect: 0, kind: 0, invoke: 0, position: 0 };
  #allowance = 0;
  /** True if something was left out. */
  leftOut = false;

  constructor({ automaton, kindOf, pending, meter }: StepMaterial, words: number, groups: number) {
    this.#automaton = automaton;
    this.#kindOf = kindOf;
    this.#pending = pending;
    this.#meter = meter;
    this.rows = new ConfigurationRows(automaton, pending, words);
    this.#closure = new ConfigurationSet(words, groups, pending, meter);
    this.#behind = new ConfigurationSet(words, groups, pending, meter);
    this.#after = this.#closure;
    this.#row = new Int32Array(this.#closure.stride);
    this.#trial = new Int32Array(this.#closure.stride);
    this.#base = new Int32Array(this.#closure.stride);
  }

  get bytes(): number {
    return this.#closure.bytes + this.#behind.bytes;
  }

  /**
   * Puts into `after` what comes after the completion, with at most `allowance` indeterminate operations used for it. The
   * operation is not pending any more. `leftOut` says whether that left something out.
   */
  take(completing: Completing, frontier: ConfigurationSet, after: ConfigurationSet, allowance: number): void {
    this.#completing = completing;
    this.#after = after;
    this.#allowance = allowance;
    this.leftOut = false;
    const { invoke, slot } = completing;
    const word = placedAt + (slot >>> 5);
    const bit = 1 << (slot & 31);
    const row = this.#row;
    after.clear();
    for (let index = 0; index < frontier.length; index++) {
      if (frontier.isDead(index)) continue;
      this.#meter.count();
      frontier.read(index, row);
      this.rows.startOver(row);
      this.rows.absorbNew(row);
      if (((row[word] as number) & bit) !== 0) {
        row[word] = (row[word] as number) & ~bit;
        after.add(row);
        continue;
      }
      if (invoke < (row[renewedAt] as number)) this.#placeBefore();
      this.#placeNow();
    }
  }

  /**
   * Every way to place what completes now, after everything placed so far. `#row` is the configuration; the closure has
   * what can be reached from it. Unless operations are counted by group, it is itself as good as none of those, nor they
   * as it: they have placed an operation more that is not optional, or were renewed. So it need not be compared. Neither
   * that nor passing over dead rows changes the answer: whatever such a row leads to, its better one does, too.
   */
  #placeNow(): void {
    const closure = this.#closure;
    closure.clear();
    if (this.#pending.groupEffects.length > 0) this.#enterClosure(this.#row, none, none);
    else this.#placeHere(none);
    for (let index = 0; index < closure.length; index++) {
      if (closure.isDead(index)) continue;
      closure.read(index, this.#row);
      this.#placeHere(index);
    }
  }

  /** Places what completes at the end of `#row`, which is this one of the closure or none, and one more before it. */
  #placeHere(index: number): void {
    const { effect, kind, operation, position } = this.#completing;
    const row = this.#row;
    this.#meter.count();
    const renewed = row[renewedAt] === position;
    if (!(renewed && kind === blindKind)) {
      const after = this.#automaton.step(row[stateAt] as number, effect);
      if (after !== impossible && (index === none || !this.#canWait(index, effect, after))) {
        const trial = this.#trial;
        copyRow(row, trial);
        this.rows.placed(trial, operation, noDeadline);
        trial[stateAt] = after;
        if (kind === blindKind) this.rows.renew(trial, position);
        if (kind !== readOnlyKind) this.rows.absorb(trial, noDeadline);
        this.#after.add(trial);
        // What would come before it may as well come later: that saves time.
        if (kind === readOnlyKind) return;
      }
    }
    this.#extendNow(renewed || kind === blindKind);
  }

  /** True if the operation placed last in this configuration of the closure may as well come after what completes. */
  #canWait(index: number, effect: number, after: number): boolean {
    const before = this.#stateBefore[index] as number;
    if (before === none) return false;
    const first = this.#automaton.step(before, effect);
    return first !== impossible && this.#automaton.step(first, this.#lastEffect[index] as number) === after;
  }

  #enterClosure(row: Int32Array, lastEffect: number, stateBefore: number): void {
    this.#meter.tried();
    if (!this.#closure.add(row)) return;
    const index = this.#closure.length - 1;
    if (index >= this.#lastEffect.length) {
      this.#lastEffect = doubled(this.#lastEffect);
      this.#stateBefore = doubled(this.#stateBefore);
    }
    this.#lastEffect[index] = lastEffect;
    this.#stateBefore[index] = stateBefore;
  }

  /**
   * Places one more operation before the one that completes, in each way. What is left out of these only saves time: blind
   * ones once one was placed for this completion (rule 3), and the effect that completes (rule 2: that one goes first).
   */
  #extendNow(withoutBlind: boolean): void {
    const row = this.#row;
    const state = row[stateAt] as number;
    const { effects, groupEffects, invokeIn } = this.#pending;
    const renewedBefore = row[renewedAt] as number;
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at] as number;
      if (effect === this.#completing.effect) continue;
      const isBlind = this.#kindOf[effect] === blindKind;
      if (isBlind && withoutBlind) continue;
      const after = this.#automaton.step(state, effect);
      if (after === impossible) continue;
      const slot = this.rows.unplaced(row, this.#pending.first[effect] as number);
      if (slot === none) continue;
      this.#tryNow(effect, after, slot, none);
      if (isBlind || (invokeIn[slot] as number) >= renewedBefore) continue;
      // See rule 3: what only one state allows need not be saved.
      if (this.#automaton.needs(effect) === impossible) this.#tryNewer(effect, after, slot);
    }
    for (let group = 0; group < groupEffects.length; group++) {
      const effect = groupEffects[group] as number;
      if (effect === this.#completing.effect || (this.#kindOf[effect] === blindKind && withoutBlind)) continue;
      if (this.rows.unplaced(row, this.#pending.first[effect] as number) !== none) continue;
      if (!this.rows.hasLeft(row, group)) continue;
      const after = this.#automaton.step(state, effect);
      if (after === impossible) continue;
      // A blind one that leaves the state as it is still renews: an older operation may then be put just before it.
      if (after !== state || this.#kindOf[effect] === blindKind) this.#tryNow(effect, after, none, group);
    }
  }

  /** Places one that began since the last blind operation, so that the older one is left for a place behind it. */
  #tryNewer(effect: number, after: number, older: number): void {
    const row = this.#row;
    const renewedBefore = row[renewedAt] as number;
    let slot = older;
    while (slot !== none && (this.#pending.invokeIn[slot] as number) < renewedBefore) {
      slot = this.rows.unplaced(row, this.#pending.following[slot] as number);
    }
    const group = this.#pending.group(effect);
    if (slot !== none) this.#tryNow(effect, after, slot, none);
    else if (group !== none && this.rows.hasNewer(row, group)) this.#tryNow(effect, after, none, group);
  }

  /** True if one more indeterminate operation may be used for this completion. */
  #mayUse(row: Int32Array): boolean {
    if (this.rows.spent(row) < this.#allowance) return true;
    this.leftOut = true;
    return false;
  }

  #tryNow(effect: number, after: number, slot: number, group: number): void {
    if (slot === none && !this.#mayUse(this.#row)) return;
    const trial = this.#trial;
    copyRow(this.#row, trial);
    if (slot !== none) this.rows.takeSlot(trial, slot, noDeadline);
    else this.rows.takeIndeterminate(trial, group, this.#completing.position, false);
    const state = trial[stateAt] as number;
    trial[stateAt] = after;
    const isBlind = this.#kindOf[effect] === blindKind;
    if (isBlind) this.rows.renew(trial, this.#completing.position);
    const absorbed = this.rows.absorb(trial, noDeadline);
    this.#enterClosure(trial, effect, absorbed || isBlind ? none : state);
  }

  /**
   * Every way to place what completes behind an earlier blind operation, just before the last one: all that is placed
   * there began before that one was placed. The state now is not touched.
   */
  #placeBefore(): void {
    const { effect, kind, operation } = this.#completing;
    const base = this.#base;
    copyRow(this.#row, base);
    const limit = base[renewedAt] as number;
    const without = this.#closure;
    const behind = this.#behind;
    without.clear();
    behind.clear();
    if (kind === blindKind) {
      copyRow(base, this.#trial);
      this.#trial[stateAt] = this.#automaton.step(base[stateAt] as number, effect);
      this.rows.placed(this.#trial, operation, limit);
      this.rows.absorb(this.#trial, limit);
      behind.add(this.#trial);
    } else this.#extendBefore(base, true, limit, without);
    for (let index = 0; index < without.length; index++) {
      if (without.isDead(index)) continue;
      this.#meter.count();
      without.read(index, this.#row);
      const state = this.#row[stateAt] as number;
      const after = this.#automaton.step(state, effect);
      if (after !== impossible) {
        copyRow(this.#row, this.#trial);
        this.#trial[stateAt] = after;
        this.rows.placed(this.#trial, operation, limit);
        this.rows.absorb(this.#trial, limit);
        behind.add(this.#trial);
        // What would come before it may as well come after it, behind: that saves time.
        if (kind === readOnlyKind) continue;
      }
      this.#extendBefore(this.#row, false, limit, without);
    }
    for (let index = 0; index < behind.length; index++) {
      if (behind.isDead(index)) continue;
      this.#meter.count();
      behind.read(index, this.#row);
      copyRow(this.#row, this.#trial);
      this.#trial[stateAt] = base[stateAt] as number;
      this.#after.add(this.#trial);
      this.#extendBefore(this.#row, false, limit, behind);
    }
    copyRow(base, this.#row);
  }

  /** Places a blind operation, or else one that is not, that began before the limit. */
  #extendBefore(row: Int32Array, blind: boolean, limit: number, into: ConfigurationSet): void {
    const state = row[stateAt] as number;
    const { effects, groupEffects, invokeIn, following } = this.#pending;
    const trial = this.#trial;
    for (let at = 0; at < effects.length; at++) {
      const effect = effects[at] as number;
      if ((this.#kindOf[effect] === blindKind) !== blind) continue;
      const after = this.#automaton.step(state, effect);
      if (after === impossible) continue;
      let slot = this.rows.unplaced(row, this.#pending.first[effect] as number);
      while (slot !== none && (invokeIn[slot] as number) >= limit)
        slot = this.rows.unplaced(row, following[slot] as number);
      if (slot === none) continue;
      copyRow(row, trial);
      trial[stateAt] = after;
      this.rows.takeSlot(trial, slot, limit);
      this.rows.absorb(trial, limit);
      this.#meter.tried();
      into.add(trial);
    }
    for (let group = 0; group < groupEffects.length; group++) {
      const effect = groupEffects[group] as number;
      if ((this.#kindOf[effect] === blindKind) !== blind) continue;
      const after = this.#automaton.step(state, effect);
      if (after === impossible) continue;
      if (!this.rows.hasLeftBefore(row, group, limit)) continue;
      if (!this.#mayUse(row)) continue;
      copyRow(row, trial);
      trial[stateAt] = after;
      this.rows.takeIndeterminate(trial, group, limit, true);
      this.rows.absorb(trial, limit);
      this.#meter.tried();
      into.add(trial);
    }
  }
}

/** Rows are short: the engine's own copy takes longer. */
function copyRow(from: Int32Array, to: Int32Array): void {
  for (let at = 0; at < from.length; at++) to[at] = from[at] as number;
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
