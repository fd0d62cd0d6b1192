/**
 * Watches a simulated world for those who want to see inside: every message among nodes with what became of it, what
 * happened to nodes, and what they believe. It changes nothing and draws nothing, so a traced trial is the same trial;
 * worlds without one pay nothing for it.
 */
import type { Message } from '../../targets/contract/host.ts';
import type { Beliefs, TraceEvent } from '../record/trace-event.ts';
import type { World } from './world.ts';

const textLimit = 200;

type Untimed<Event> = Event extends { readonly timeNs: number } ? Omit<Event, 'timeNs'> : never;

export class Tracer {
  readonly #world: World;
  readonly #emit: (event: TraceEvent) => void;
  /** What each node believed last, as text. */
  readonly #beliefs = new Map<string, string>();
  #sent = 0;

  /** Times are the world's. */
  constructor(world: World, emit: (event: TraceEvent) => void) {
    this.#world = world;
    this.#emit = emit;
  }

  /** Answers the message's number. */
  sent(from: string, to: string, message: Message): number {
    const id = this.#sent++;
    const kind = typeof message['kind'] === 'string' ? message['kind'] : '';
    this.#note({ type: 'send', id, from, to, kind, text: JSON.stringify(message).slice(0, textLimit) });
    return id;
  }

  delivered(id: number): void {
    this.#note({ type: 'deliver', id });
  }

  lost(id: number, reason: 'cut' | 'lost' | 'down'): void {
    this.#note({ type: 'lose', id, reason });
  }

  changed(node: string, change: 'started' | 'killed' | 'paused' | 'resumed'): void {
    this.#beliefs.delete(node);
    this.#note({ type: 'node', node, change });
  }

  /** Noted only if they changed. */
  believes(node: string, beliefs: Beliefs): void {
    const text = JSON.stringify(beliefs);
    if (this.#beliefs.get(node) === text) return;
    this.#beliefs.set(node, text);
    this.#note({ type: 'beliefs', node, beliefs });
  }

  #note(event: Untimed<TraceEvent>): void {
    this.#emit({ timeNs: this.#world.nowNs(), ...event });
  }
}
