/**
 * A client of a user's own nodes: one connection, and a logical process whose operations go into the history. What nobody
 * answered in time has an unknown outcome; then, as the checkers expect, the process is over and the client goes on as the
 * next one, on a new connection.
 */
import type { Json } from '../../checkers/history/event.ts';
import type { Message } from '../../targets/contract/host.ts';
import type { Channel } from '../../targets/contract/target.ts';
import type { HistoryRecorder } from '../clients/recorder.ts';
import type { Timeline } from '../timeline.ts';

/** Thrown inside an operation that certainly had no effect: it is recorded as failed, not as unknown. */
export class DidNotHappen extends Error {
  override readonly name = 'DidNotHappen';
}

/** Sends a message and resolves to the next one that comes back; rejects when the connection ends or after `timeoutMs`. */
export type Ask = (message: Message, timeoutMs?: number) => Promise<Message>;

export interface SimulatedClient {
  /** The node that it talks to. */
  readonly node: string;
  /**
   * Records an operation: `value` is what is asked; `work` resolves to what was observed. If it rejects the operation is
   * recorded as of unknown outcome, or as failed if it rejects with `DidNotHappen`. Never rejects. One at a time.
   */
  perform(f: string, value: Json, work: (ask: Ask) => Promise<Json>): Promise<'ok' | 'fail' | 'info'>;
  /** Asks without recording. */
  readonly ask: Ask;
  close(): void;
}

const usualTimeoutMs = 1000;

/** What a client shares with the others of its world. */
export interface ClientSurroundings {
  readonly timeline: Timeline;
  readonly recorder: HistoryRecorder;
  readonly dial: () => Channel;
  readonly nextProcess: () => number;
}

export class WorldClient implements SimulatedClient {
  readonly node: string;
  readonly #surroundings: ClientSurroundings;
  #channel: Channel | null = null;
  #process: number;
  #waiting: PromiseWithResolvers<Message> | null = null;

  constructor(node: string, surroundings: ClientSurroundings) {
    this.node = node;
    this.#surroundings = surroundings;
    this.#process = surroundings.nextProcess();
  }

  async perform(f: string, value: Json, work: (ask: Ask) => Promise<Json>): Promise<'ok' | 'fail' | 'info'> {
    const { recorder, nextProcess } = this.#surroundings;
    const about = { process: this.#process, f, node: this.node };
    recorder.record({ ...about, type: 'invoke', value });
    try {
      const observed = await work(this.ask);
      recorder.record({ ...about, type: 'ok', value: observed });
      return 'ok';
    } catch (error) {
      const type = error instanceof DidNotHappen ? 'fail' : 'info';
      recorder.record({ ...about, type, value, error: error instanceof Error ? error.message : String(error) });
      if (type === 'info') {
        this.close();
        this.#process = nextProcess();
      }
      return type;
    }
  }

  readonly ask: Ask = async (message, timeoutMs = usualTimeoutMs) => {
    if (this.#waiting !== null) throw new Error('a client asks one question at a time');
    const waiting = Promise.withResolvers<Message>();
    this.#waiting = waiting;
    const cancel = this.#surroundings.timeline.after(timeoutMs, () => {
      this.close();
      waiting.reject(new Error(`no answer in ${timeoutMs} ms`));
    });
    this.#channel ??= this.#open();
    this.#channel.send(message);
    try {
      return await waiting.promise;
    } finally {
      cancel();
      this.#waiting = null;
    }
  };

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  #open(): Channel {
    const channel = this.#surroundings.dial();
    channel.onMessage((message) => {
      if (this.#channel === channel) this.#waiting?.resolve(message);
    });
    channel.onClose(() => {
      if (this.#channel !== channel) return;
      this.#channel = null;
      this.#waiting?.reject(new Error('the connection broke'));
    });
    return channel;
  }
}
