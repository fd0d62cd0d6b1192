/**
 * `trace.jsonl`: what went on inside the simulated world during a trial that was traced, one event a line, on the same clock
 * as the history. Only small trials are traced (those that a search has shrunk): every message is in it.
 */

/** What a node believes, in its own words: role, term, leader, how far its log goes, ... Flat and short. */
export type Beliefs = Readonly<Record<string, string | number | boolean | null>>;

export type TraceEvent = { readonly timeNs: number } &
  /** `id` numbers messages; a message that was doubled is delivered twice under one id. `from` and `to` are nodes. */
  (
    | {
        readonly type: 'send';
        readonly id: number;
        readonly from: string;
        readonly to: string;
        /** The message's own `kind`. */
        readonly kind: string;
        /** The message as short JSON, at most 200 characters. Hostile text. */
        readonly text: string;
      }
    | { readonly type: 'deliver'; readonly id: number }
    /** `cut`: a partition. `lost`: the network's own. `down`: nobody was there to receive it. */
    | { readonly type: 'lose'; readonly id: number; readonly reason: 'cut' | 'lost' | 'down' }
    | {
        readonly type: 'node';
        readonly node: string;
        readonly change: 'started' | 'killed' | 'paused' | 'resumed';
      }
    /** Recorded when it changed, right after the event that changed it. */
    | { readonly type: 'beliefs'; readonly node: string; readonly beliefs: Beliefs }
  );
