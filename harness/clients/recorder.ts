/**
 * Writes events as they happen, one line each. Written at once, with one system call, whatever kills the controller leaves
 * the record whole up to the last event (at worst its last line is torn, which the reader says). Buffered, which is many
 * times faster, such an end loses the last part; it is for trials that can be repeated exactly.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { EventType, HistoryEvent, Json } from '../../checkers/history/event.ts';
import { JsonlBytes } from '../../checkers/history/jsonl-bytes.ts';
import type { Timeline } from '../timeline.ts';

const bufferBytes = 65_536;

/** A file of JSON lines, open for appending. */
export class LineFile {
  readonly #descriptor: number;
  readonly #isBuffered: boolean;
  readonly #lines = new JsonlBytes();
  #open = true;

  constructor(file: string, writing: 'at-once' | 'buffered') {
    this.#descriptor = openSync(file, 'wx');
    this.#isBuffered = writing === 'buffered';
  }

  /** Something that is JSON already. */
  write(json: string): void {
    if (!this.#open) return;
    this.#lines.line(json);
    this.#written();
  }

  writeEvent(event: HistoryEvent): void {
    if (!this.#open) return;
    this.#lines.event(event);
    this.#written();
  }

  close(): void {
    if (!this.#open) return;
    this.#flush();
    closeSync(this.#descriptor);
    this.#open = false;
  }

  #written(): void {
    if (!this.#isBuffered || this.#lines.sizeBytes >= bufferBytes) this.#flush();
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#lines.take());
  }
}

export interface EventDraft {
  readonly type: EventType;
  readonly process: number | string;
  readonly f: string;
  readonly value: Json;
  readonly error?: Json | undefined;
  readonly node?: string;
}

/** Gives each event its index and time and hands it on. Times never repeat or go back. */
export class HistoryRecorder {
  readonly #timeline: Timeline;
  readonly #keep: (event: HistoryEvent) => void;
  #nextIndex = 0;
  #lastTimeNs = -1;

  constructor(timeline: Timeline, keep: (event: HistoryEvent) => void) {
    this.#timeline = timeline;
    this.#keep = keep;
  }

  record(draft: EventDraft): HistoryEvent {
    const time = Math.max(this.#timeline.nowNs(), this.#lastTimeNs + 1);
    this.#lastTimeNs = time;
    const { type, process, f, value, error, node } = draft;
    // Field by field: spreading the draft measured several times as dear.
    const event: { -readonly [Field in keyof HistoryEvent]: HistoryEvent[Field] } = {
      index: this.#nextIndex++,
      type,
      process,
      f,
      value,
      time,
    };
    if (error !== undefined) event.error = error;
    if (node !== undefined) event.node = node;
    this.#keep(event);
    return event;
  }
}
