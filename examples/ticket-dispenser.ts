/** An object of your own, in a few lines, and a history judged by it: what docs/checkers.md shows. */
import { checkLinearizable, defineSpecification, pairOperations, parseJsonl, type CheckResult } from 'ordeal/checkers';

/** Hands out the tickets 1, 2, 3, ..., each once. */
export const ticketDispenser = defineSpecification<number>({
  name: 'ticket-dispenser',
  functions: ['draw', 'last'],
  initial: () => 0,
  step(last, { f, result }) {
    const answer = f === 'draw' ? last + 1 : last;
    if (result !== undefined && result !== answer) return undefined;
    return answer;
  },
  readOnly: ({ f }) => f === 'last',
  describe({ f, result }) {
    const ticket = JSON.stringify(result);
    return f === 'draw' ? `drew ticket ${ticket}` : `was told that the last ticket is ${ticket}`;
  },
  refusal: (last) => `the last ticket was ${last}`,
});

export function judgeTickets(text: string): CheckResult {
  const { events } = parseJsonl(text, { file: 'tickets.jsonl' });
  const operations = pairOperations(events);
  return checkLinearizable({ operations, specification: ticketDispenser, keyed: false, withLinearization: true });
}
