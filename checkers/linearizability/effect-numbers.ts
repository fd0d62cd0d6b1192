/** Numbers what operations do: those with the same function, argument and result (and process, if asked) do the same. */
import type { OperationColumns } from '../history/columns.ts';

export interface EffectNumbers {
  /** The effect of each row. */
  readonly effectOf: Int32Array;
  /** The first row with each effect. */
  readonly firstRows: Int32Array;
}

const leastSlots = 1024;

function hashOf(f: number, argument: number, result: number, process: number): number {
  let hash = Math.imul(argument ^ Math.imul(f + 1, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ result, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ process, 0x27d4_eb2f);
  return hash ^ (hash >>> 16);
}

/** O(n). The table is open addressing over rows that came first. */
export function effectNumbers(columns: OperationColumns, byProcess: boolean): EffectNumbers {
  const { count, f, argument, result } = columns;
  const process = byProcess
    ? Int32Array.from({ length: count }, (_, row) => columns.operation(row).process)
    : undefined;
  const processOf = (row: number): number => process?.[row] ?? 0;
  const hash = (row: number): number =>
    hashOf(f[row] as number, argument[row] as number, result[row] as number, processOf(row));
  const effectOf = new Int32Array(count);
  let firstRows = new Int32Array(leastSlots / 2);
  let slots = new Int32Array(leastSlots);
  let effects = 0;
  for (let row = 0; row < count; row++) {
    let slot = hash(row) & (slots.length - 1);
    for (;;) {
      const effect = (slots[slot] as number) - 1;
      if (effect < 0) break;
      const first = firstRows[effect] as number;
      if (
        argument[first] === argument[row] &&
        result[first] === result[row] &&
        f[first] === f[row] &&
        (process === undefined || process[first] === process[row])
      )
        break;
      slot = (slot + 1) & (slots.length - 1);
    }
    if ((slots[slot] as number) === 0) {
      firstRows[effects++] = row;
      slots[slot] = effects;
    }
    effectOf[row] = (slots[slot] as number) - 1;
    if (effects < firstRows.length) continue;
    const larger = new Int32Array(firstRows.length * 2);
    larger.set(firstRows);
    firstRows = larger;
    slots = new Int32Array(slots.length * 2);
    for (let effect = 0; effect < effects; effect++) {
      let place = hash(firstRows[effect] as number) & (slots.length - 1);
      while (slots[place] !== 0) place = (place + 1) & (slots.length - 1);
      slots[place] = effect + 1;
    }
  }
  return { effectOf, firstRows: firstRows.slice(0, effects) };
}
