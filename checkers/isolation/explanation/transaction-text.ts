/** A transaction in short, for the nodes of a graph: `append 7 5, r 7 [3 4]`. Values are hostile text, and quoted. */
import type { Json, Operation } from '../../history/event.ts';
import { quote } from '../../history/quote.ts';

const mostMicroOps = 8;

function microOpText(microOp: Json): string {
  if (!Array.isArray(microOp)) return quote(microOp);
  const [name, ...rest] = microOp as readonly Json[];
  return [typeof name === 'string' ? quote(name).slice(1, -1) : quote(name), ...rest.map(quote)].join(' ');
}

/** What it read and wrote, at most eight micro-operations of it. */
export function transactionText({ value, type }: Operation): string {
  if (!Array.isArray(value)) return quote(value);
  const microOps = value as readonly Json[];
  const shown = microOps.slice(0, mostMicroOps).map(microOpText);
  if (microOps.length > mostMicroOps) shown.push(`… (${microOps.length - mostMicroOps} more)`);
  const outcome = type === 'ok' ? '' : type === 'fail' ? ' (aborted)' : ' (outcome unknown, but it was seen)';
  return `${shown.join(', ')}${outcome}`;
}
