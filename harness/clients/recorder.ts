/**
 * Writes events as they happen, one line each, with one system call: whatever kills the controller, the record is whole
 * up to the last event (at worst its last line is torn, which the reader says).
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { EventType, HistoryEvent, Json } from '../../checkers/history/event.ts';
import type { Timeline } from '../timeline.ts';

/** A file of JSON lines, open for appending. */
export class LineFile {
  readonly #descriptor: number;
  #open = true;

  constructor(file: string) {
    this.#descriptor = openSync(file, 'wx');
  }

  write(line: string): void {
    if (this.#open) writeSync(this.#descriptor, `${line}\n`);
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }
}

export interface EventDraft {
  readonly type: EventType;
  readonly process: number | string;
  readonly f: string;
  readonly value: Json;
  readonly error?: Json;
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
    const event: HistoryEvent = { index: this.#nextIndex++, ...draft, time };
    this.#keep(event);
    return event;
  }
}
