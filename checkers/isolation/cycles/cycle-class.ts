/**
 * The classes of cycles and what each is called. A cycle has three measures, and its class is the smallest of each that it
 * fits in: how its anti-dependencies lie, whether one of them goes through a predicate, and which order of the clients it
 * leans on. Names are those of Adya and of Elle: `G-single-item-realtime`.
 *
 * Sources: Adya 1999, section 3.2 (G0), 3.3 (G1c), 3.4 (G2), 3.5 (G2-item), 4.1 (G-single); Cerone and Gotsman, "Analysing
 * snapshot isolation", JACM 2018: snapshot isolation forbids exactly the cycles without two adjacent anti-dependencies
 * (G-nonadjacent in Elle); Kingsbury and Alvaro, "Elle", VLDB 2020, section 5 (the process and realtime forms).
 */
import {
  edgeNames,
  predicateRwEdge,
  predicateWrEdge,
  processEdge,
  realtimeEdge,
  rwEdge,
  wrEdge,
  wwEdge,
} from '../dependencies.ts';

/** How the anti-dependencies of a cycle lie; each includes the ones before it. */
export const writesOnly = 0;
export const noAntiDependency = 1;
export const oneAntiDependency = 2;
export const noneAdjacent = 3;
export const anyCycle = 4;

/** Which order of the clients a cycle leans on; each includes the ones before it. */
export const noClientOrder = 0;
export const processOrder = 1;
export const realtimeOrder = 2;

export interface CycleClass {
  /** Elle's name. */
  readonly name: string;
  readonly shape: number;
  readonly predicate: boolean;
  readonly clientOrder: number;
  /** Kinds of edges, as bits, that are no anti-dependency and may be in it; real time is told by `clientOrder`. */
  readonly dependencyMask: number;
  /** Kinds of anti-dependencies, as bits, that may be in it. */
  readonly antiMask: number;
  /** Kinds of edges, as bits, of which each cycle has at least one if it is of no smaller class. */
  readonly requiredMask: number;
}

/** The bit of a kind of edge in a mask. */
export const bitOf = (kind: number): number => 1 << kind;

const shapeNames = ['G0', 'G1c', 'G-single', 'G-nonadjacent', 'G2'] as const;
const clientOrderNames = ['', '-process', '-realtime'] as const;
export const predicateAntiBit = bitOf(predicateRwEdge);
/** All anti-dependencies. */
export const antiBits = bitOf(rwEdge) | predicateAntiBit;

function requiredMask(shape: number, predicate: boolean): number {
  if (shape === writesOnly) return bitOf(wwEdge);
  if (shape === noAntiDependency) return bitOf(wrEdge) | bitOf(predicateWrEdge);
  return predicate ? predicateAntiBit : bitOf(rwEdge);
}

function defineClass(shape: number, predicate: boolean, clientOrder: number): CycleClass {
  const hasAnti = shape >= oneAntiDependency;
  const item = hasAnti && !predicate ? '-item' : '';
  const reads = shape === writesOnly ? 0 : bitOf(wrEdge) | bitOf(predicateWrEdge);
  const process = clientOrder === noClientOrder ? 0 : bitOf(processEdge);
  return {
    name: `${shapeNames[shape] ?? ''}${item}${clientOrderNames[clientOrder] ?? ''}`,
    shape,
    predicate,
    clientOrder,
    dependencyMask: bitOf(wwEdge) | reads | process,
    antiMask: hasAnti ? bitOf(rwEdge) | (predicate ? predicateAntiBit : 0) : 0,
    requiredMask: requiredMask(shape, predicate),
  };
}

/** All classes; one that another includes stands before it. */
export const cycleClasses: readonly CycleClass[] = [noClientOrder, processOrder, realtimeOrder].flatMap((clientOrder) =>
  [writesOnly, noAntiDependency, oneAntiDependency, noneAdjacent, anyCycle].flatMap((shape) =>
    (shape >= oneAntiDependency ? [false, true] : [false]).map((predicate) =>
      defineClass(shape, predicate, clientOrder),
    ),
  ),
);

/** True if every cycle of `smaller` fits in `larger`. */
export function includes(larger: CycleClass, smaller: CycleClass): boolean {
  return (
    smaller.shape <= larger.shape &&
    smaller.clientOrder <= larger.clientOrder &&
    (larger.predicate || !smaller.predicate)
  );
}

/**
 * True if every model that forbids `other` forbids `found` too, so that nothing is learnt from the other in the same
 * component. With the order of clients, one anti-dependency breaks no model that several apart do not break: both break
 * snapshot isolation of that order. Whatever `other` includes besides `found` is then said by `found`, too.
 */
export function saysMore(found: CycleClass, other: CycleClass): boolean {
  if (includes(other, found)) return true;
  const leansMore = other.clientOrder > found.clientOrder && other.shape === oneAntiDependency;
  return leansMore && found.shape === noneAdjacent && (other.predicate || !found.predicate);
}

/** The class of a cycle, given the kinds of its edges in their order: the smallest that it fits in. */
export function classify(kinds: readonly number[]): CycleClass {
  const isAnti = (kind: number): boolean => (bitOf(kind) & antiBits) !== 0;
  const anti = kinds.filter(isAnti).length;
  const adjacent = kinds.some((kind, position) => isAnti(kind) && isAnti(kinds[(position + 1) % kinds.length] ?? -1));
  const clientOrder = kinds.includes(realtimeEdge)
    ? realtimeOrder
    : kinds.includes(processEdge)
      ? processOrder
      : noClientOrder;
  const reads = kinds.includes(wrEdge) || kinds.includes(predicateWrEdge);
  const few = anti === 0 ? (reads ? noAntiDependency : writesOnly) : oneAntiDependency;
  const shape = anti <= 1 ? few : adjacent ? anyCycle : noneAdjacent;
  const predicate = kinds.includes(predicateRwEdge);
  return cycleClasses.find(
    (one) => one.shape === shape && one.predicate === predicate && one.clientOrder === clientOrder,
  ) as CycleClass;
}

/** `ww`, `wr`, `rw`, `process`, `realtime`, `wr-predicate`, `rw-predicate`. */
export function edgeName(kind: number): string {
  return edgeNames[kind] ?? '';
}
