/** One line of `ordeal doctor`. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'missing';
  /** What was found, in a few words. */
  readonly detail: string;
  /** What to do about it; empty if it is ok. */
  readonly remedy: string;
}

export function ok(name: string, detail: string): Finding {
  return { name, state: 'ok', detail, remedy: '' };
}

export function warn(name: string, detail: string, remedy: string): Finding {
  return { name, state: 'warn', detail, remedy };
}

export function missing(name: string, detail: string, remedy: string): Finding {
  return { name, state: 'missing', detail, remedy };
}
