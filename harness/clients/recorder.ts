/**
 * Writes events as they happen, one line each. Written at once, with one system call, whatever kills the controller leaves
 * the record whole up to the last event (at worst its last line is torn, which the reader says). Buffered, which is many
 * times faster, such an end loses the last part; it is for trials that can be repeated exactly.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { EventType, HistoryEvent, Json } from '../../checkers/history/event.ts';
import { formatEvent } from '../../checkers/history/jsonl.ts';
import type { Timeline } from '../timeline.ts';

const bufferedCharacters = 65_536;

/** A file of JSON lines, open for appending. */
export class LineFile {
  readonly #descriptor: number;
  readonly #isBuffered: boolean;
  #buffer = '';
  #open = true;

  constructor(file: string, writing: 'at-once' | 'buffered') {
    this.#descriptor = openSync(file, 'wx');
    this.#isBuffered = writing === 'buffered';
  }

  write(line: string): void {
    if (!this.#open) return;
    this.#buffer += `${line}\n`;
    if (!this.#isBuffered || this.#buffer.length >= bufferedCharacters) this.#flush();
  }

  close(): void {
    if (!this.#open) return;
    this.#flush();
    closeSync(this.#descriptor);
    this.#open = false;
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#buffer);
    this.#buffer = '';
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

/** Gives each event its index and time, writes it, and tells those who listen. Times never repeat or go back. */
export class HistoryRecorder {
  readonly #file: LineFile;
  readonly #timeline: Timeline;
  readonly #listener: (event: HistoryEvent) => void;
  #nextIndex = 0;
  #lastTimeNs = -1;

  constructor(file: LineFile, timeline: Timeline, listener: (event: HistoryEvent) => void) {
    this.#file = file;
    this.#timeline = timeline;
    this.#listener = listener;
  }

  record(draft: EventDraft): HistoryEvent {
    const time = Math.max(this.#timeline.nowNs(), this.#lastTimeNs + 1);
    this.#lastTimeNs = time;
    const event: HistoryEvent = { index: this.#nextIndex++, ...draft, time };
    this.#file.write(formatEvent(event));
    this.#listener(event);
    return event;
  }

  close(): void {
    this.#file.close();
  }
}
