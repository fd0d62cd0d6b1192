/**
 * Registers whose observed values each come from one operation (Gibbons and Korach 1997, "Testing shared memories",
 * section 4: zones), with compare-and-set. O(n), after sorting.
 *
 * A chain (register-blocks.ts: a write or the initial value, its reads, the cas from it, its reads, ...) takes place
 * without interruption, so an order of the history is an order of the chains. Within a chain the order is given but for
 * the reads of one block, which go by their invocations: it exists exactly if nothing later in it precedes something
 * earlier. Let `first` of a chain be the earliest completion in it, and `last` the latest invocation. Something in chain
 * a precedes something in chain b exactly if first(a) < last(b). Theorem: an order of the chains exists exactly if no two
 * must precede each other; the order is by min(first, last).
 *
 * Proof. Let a come before b by this order, and something in b precede something in a: first(b) < last(a). If also
 * min(first(a), last(a)) = first(a), then first(a) < min(first(b), last(b)) <= last(b): they precede each other. Else
 * last(a) is the minimum, and last(a) < first(b): a contradiction. So it suffices to compare each chain, in this order,
 * with those before it whose first < last (forward zones); of these the last one has the greatest `last`, else two of
 * them would have been found to precede each other.
 */
import type { InvalidAnswer, MonitorAnswer, ObjectOperations } from './monitor.ts';
import { chainsOf, chainRows, type Chains } from './register-chains.ts';
import { blocksOf, isBlocks, type Blocks } from './register-blocks.ts';
import { placeFailedCas } from './register-failed-cas.ts';
import { numbersBy } from './timeline.ts';

/** Chains in order, or two that must precede each other. */
function chainOrder({
  count,
  first,
  last,
}: Chains): { readonly order: Int32Array } | { readonly pair: [number, number] } {
  // The initial value has rank -1.
  const order = numbersBy(
    count,
    first.map((rank, chain) => Math.min(rank, last[chain] as number) + 1),
  );
  let forward = -1;
  for (const chain of order) {
    if (forward !== -1 && (first[chain] as number) < (last[forward] as number)) return { pair: [forward, chain] };
    if ((first[chain] as number) < (last[chain] as number)) forward = chain;
  }
  return { order };
}

/** All rows, chain by chain. */
function rowsInOrder(blocks: Blocks, { head, count }: Chains, order: Int32Array): Int32Array {
  const { source, next, reads, readStart } = blocks;
  const rows = new Int32Array(blocks.count + reads.length);
  let length = 0;
  for (let position = 0; position < count; position++) {
    const chain = order[position] as number;
    for (let block = head[chain] as number; block !== -1; block = next[block] as number) {
      if (block !== 0) rows[length++] = source[block] as number;
      const end = readStart[block + 1] as number;
      for (let read = readStart[block] as number; read < end; read++) rows[length++] = reads[read] as number;
    }
  }
  return rows.slice(0, length);
}

/**
 * `registerKind` says what the operations are. `initial` is the value at the beginning. With failed cas that say what they
 * saw, the answer may be `null`, as they choose between the times before and after their value.
 */
export function monitorRegister(operations: ObjectOperations, initial: number): MonitorAnswer {
  const blocks = blocksOf(operations, initial);
  if (!isBlocks(blocks)) return blocks;
  const chains = chainsOf(blocks);
  if ('verdict' in chains) return chains;
  const found = chainOrder(chains);
  if ('pair' in found) return overlapping(blocks, chains, found.pair);
  const order = rowsInOrder(blocks, chains, found.order);
  return placeFailedCas(operations, initial, blocks, order);
}

function overlapping(blocks: Blocks, { first, last }: Chains, pair: readonly number[]): InvalidAnswer {
  const culprits = pair.flatMap((chain) => chainRows(blocks, [first[chain] as number, last[chain] as number]));
  return { verdict: 'invalid', culprits, violation: 'order' };
}
