/** A list that was read, in words: long ones are cut in the middle, since what matters is mostly at the end. */
import { quote } from '../../history/quote.ts';
import type { TransactionColumns } from '../transaction-columns.ts';

const mostElements = 12;
const headElements = 3;

/** The list that a micro-operation read, or its first `length` elements. */
export function listWords(transactions: TransactionColumns, op: number, length?: number): string {
  const { list, listFirst, elements, values, versionValue } = transactions;
  const from = listFirst[list[op] as number] as number;
  const count = length ?? (listFirst[(list[op] as number) + 1] as number) - from;
  const word = (at: number): string => quote(values.value(versionValue[elements[from + at] as number] as number));
  if (count <= mostElements) return `[${Array.from({ length: count }, (_, at) => word(at)).join(' ')}]`;
  const tail = mostElements - headElements;
  const head = Array.from({ length: headElements }, (_, at) => word(at));
  const end = Array.from({ length: tail }, (_, at) => word(count - tail + at));
  return `[${[...head, '…', ...end].join(' ')}]`;
}
