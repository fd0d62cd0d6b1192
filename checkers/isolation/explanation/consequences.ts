/** What an anomaly means for an application, in one line each. */

const meanings: Readonly<Record<string, string>> = {
  G0: 'two updates were mixed up: the state that stays is partly one, partly the other, and nobody wrote it',
  G1a: 'an application acted on a change that was then taken back',
  G1b: 'an application acted on a half-done change that was never the final one',
  G1c: 'each of the transactions saw the work of the other: neither can have been first, so one acted on what was not settled',
  'G-single': 'a transaction saw a part of a change and missed the rest: what it computed was never true (read skew)',
  'G-nonadjacent':
    'two readers saw the same changes in different orders: what one client has been told, another one contradicts (long fork)',
  'G2-item': 'each decided on what the other one changed: two doctors both went off call (write skew)',
  G2: 'each decided on a search whose answer the other one changed: one room was booked twice (phantom)',
  internal: 'a transaction did not find what it had itself read or written: code that checks and then acts goes wrong',
  'future-read': 'a transaction saw what it only wrote later: cause and effect are reversed',
  'lost-update': 'an acknowledged update vanished: two withdrawals were paid, and one of them was booked',
  'dirty-update': 'a change was built on one that was taken back: what was undone came back through the rear door',
  'incompatible-order': 'two clients were shown pasts that cannot both have happened',
  'cyclic-versions': 'an old value came back after a newer one had replaced it',
  'duplicate-elements': 'one change was applied twice: an order was placed once and delivered twice',
  'garbage-read': 'a client was shown what nobody had written: data was damaged or invented',
  'predicate-read-miss': 'a search missed what was certainly there',
};

const process = 'a client did not find what it had itself done or seen one transaction earlier';
const realtime = 'a client was told that it was done, another one looked afterwards, and did not find it';

/** Undefined for types that have none. */
export function consequenceOf(type: string): string | undefined {
  const own = meanings[type];
  if (own !== undefined) return own;
  if (type.endsWith('-process')) return process;
  if (type.endsWith('-realtime')) return realtime;
  return meanings[type.replace(/-item$/, '')];
}
