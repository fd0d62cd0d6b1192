/** What a phenomenon (an anomaly, seen from the models) is, as data. */
export interface Phenomenon {
  readonly name: string;
  readonly summary: string;
  /** What it is a case of: all that forbid one of those forbid it. */
  readonly isA?: readonly string[];
  /** The weakest models that forbid it, beside those that forbid what it is a case of; `every` if no model permits it. */
  readonly forbiddenBy: 'every' | readonly string[];
  /** Why, or who says so. */
  readonly source: string;
}
