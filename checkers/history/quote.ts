/** How values, keys and times are written in sentences: short, and hostile text never breaks a line. */
import type { Json } from './event.ts';

const longestQuote = 60;

/** JSON, cut at 60 characters. */
export function quote(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote - 1)}…`;
}

/** `1.203 s` */
export function seconds(timeNs: number): string {
  return `${(timeNs / 1e9).toFixed(3)} s`;
}

/** `1 element`, `2 elements`; thousands are grouped. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
