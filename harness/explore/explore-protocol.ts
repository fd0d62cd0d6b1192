/** What the process that explores and its workers say to each other. */
import type { Exploration, SeedResult } from './exploration.ts';

export type WorkerTask =
  | { readonly type: 'begin'; readonly exploration: Exploration }
  | { readonly type: 'try'; readonly seeds: readonly number[] };

export type WorkerReport =
  { readonly type: 'ready' } | { readonly type: 'tried'; readonly results: readonly SeedResult[] };
