/**
 * What a consistency model is, as data. A history that keeps a model keeps every model that it implies; an anomaly that a
 * model forbids is forbidden by every model that implies it. Data: `transaction-models.ts` and `object-models.ts`.
 */
export interface Implication {
  /** The weaker model. */
  readonly model: string;
  /** Who says so: begins with a key of `modelSources`, or with `by definition`. */
  readonly source: string;
}

export interface ConsistencyModel {
  /** Kebab-case. */
  readonly name: string;
  /** Other names of it: Adya's, Elle's, abbreviations. Accepted wherever a model is named. */
  readonly aliases: readonly string[];
  /** What it speaks about: transactions of several operations, or single operations on objects. */
  readonly about: 'transactions' | 'objects';
  /** What it promises, in a sentence. */
  readonly summary: string;
  /** Who defines it. */
  readonly source: string;
  /** The models directly below it. */
  readonly implies: readonly Implication[];
}
