/**
 * Which version of a key comes before which, pair by pair, with the reason: what is known of a version order before it is
 * a whole. All versions in it are installed ones; the initial one needs no pairs, it precedes all.
 */
import { GrowingInts } from '../../history/growing-ints.ts';

/** One transaction read the earlier and wrote the later version. */
export const wfrSource = 0;
/** One process met the earlier version, then the later one. */
export const sessionSource = 1;
/** Whoever met the earlier version had ended when somebody who met the later one began. */
export const realtimeSource = 2;
/** The transactions were said to be in this order. */
export const givenSource = 3;
/** The earlier version is what the table was set up with. */
export const initSource = 4;
/** The earlier version was inserted where nothing was. */
export const insertSource = 5;
/** Nothing says that the earlier version came later. */
export const likelySource = 6;

export class VersionEdges {
  readonly from = new GrowingInts();
  /** A version, or `initialVersion`: what contradicts every order. */
  readonly to = new GrowingInts();
  readonly source = new GrowingInts();
  /** The transaction that met the earlier version, and the one that met the later (may be the same). */
  readonly earlier = new GrowingInts();
  readonly later = new GrowingInts();

  get count(): number {
    return this.from.length;
  }

  /** Nothing if the versions are the same, or the first one is initial. */
  add(from: number, to: number, source: number, earlier: number, later: number): void {
    if (from === to || from < 0) return;
    this.from.push(from);
    this.to.push(to);
    this.source.push(source);
    this.earlier.push(earlier);
    this.later.push(later);
  }
}
