/**
 * Imports PolyLin's text: after `# stack` (or queue, pqueue, set, deque) one operation a line with the times at which it
 * started and ended, `push 7 3 9`; for a set also what it answered, `remove 7 1 3 9`. `polylin-proc` has the process
 * in front. The lines may come in any order: times order the events. An operation that ends at t precedes one that
 * starts at t. In `polylin` a removal or look of -1 found the object empty; in `polylin-proc` -1 is a value.
 */
import { HistoryFormatError } from '../input-error.ts';
import { HistoryAssembler, type ParsedHistory, type Place } from './assembler.ts';
import type { Json } from './event.ts';
import { quote } from './quote.ts';

type Kind = 'puts' | 'takes' | 'answers';

const objects: ReadonlyMap<string, Readonly<Record<string, readonly [f: string, kind: Kind]>>> = new Map([
  ['stack', { push: ['push', 'puts'], pop: ['pop', 'takes'], peek: ['peek', 'takes'] }],
  ['queue', { enq: ['enqueue', 'puts'], deq: ['dequeue', 'takes'], peek: ['peek', 'takes'] }],
  ['pqueue', { insert: ['insert', 'puts'], poll: ['poll', 'takes'], peek: ['peek', 'takes'] }],
  ['set', { insert: ['insert', 'answers'], remove: ['remove', 'answers'], contains: ['contains', 'answers'] }],
  [
    'deque',
    {
      push_front: ['push-front', 'puts'],
      push_back: ['push-back', 'puts'],
      pop_front: ['pop-front', 'takes'],
      pop_back: ['pop-back', 'takes'],
      peek_front: ['peek-front', 'takes'],
      peek_back: ['peek-back', 'takes'],
    },
  ],
]);

/** Ticks have no unit; they are shown as milliseconds. */
const tickNs = 1_000_000;
const emptyMark = -1;

interface Interval {
  readonly process: number;
  readonly f: string;
  readonly invoked: Json;
  readonly observed: Json;
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

interface Word {
  readonly text: string;
  readonly column: number;
}

class PolylinReader {
  readonly #file: string;
  readonly #withProcess: boolean;
  readonly #remedy: string;
  readonly #intervals: Interval[] = [];
  #object: string | undefined;
  #line = 0;

  constructor(file: string, withProcess: boolean) {
    this.#file = file;
    this.#withProcess = withProcess;
    const front = withProcess ? '3 ' : '';
    this.#remedy = `the first line names the object (# stack), each other one operation: ${front}push 7 10 25, of a set ${front}remove 7 1 10 25`;
  }

  line(text: string): void {
    this.#line++;
    const words = Array.from(text.matchAll(/\S+/g), (match) => ({ text: match[0], column: match.index + 1 }));
    const [first] = words;
    if (first === undefined) return;
    if (this.#object === undefined) this.#object = this.#header(words);
    else if (!first.text.startsWith('#')) this.#intervals.push(this.#operation(this.#object, words));
  }

  #fault(column: number, reason: string): HistoryFormatError {
    return new HistoryFormatError(this.#file, this.#line, column, reason, this.#remedy);
  }

  #header(words: readonly Word[]): string {
    const name = words
      .map((word) => word.text)
      .join('')
      .replace(/^#/, '');
    if (words[0]?.text.startsWith('#') === true && objects.has(name)) return name;
    throw this.#fault(words[0]?.column ?? 1, `expected "# " and one of ${[...objects.keys()].join(', ')}`);
  }

  #whole(word: Word | undefined, what: string): number {
    const value = Number(word?.text);
    if (word !== undefined && /^-?\d+$/.test(word.text) && Number.isSafeInteger(value)) return value;
    throw this.#fault(word?.column ?? 1, `${quote(word?.text)} is not a whole number: ${what}`);
  }

  #operation(object: string, words: readonly Word[]): Interval {
    const rest = this.#withProcess ? words.slice(1) : words;
    const process = this.#withProcess ? this.#whole(words[0], 'the process') : this.#intervals.length;
    const [name] = rest;
    const methods = objects.get(object) ?? {};
    const found = name !== undefined && Object.hasOwn(methods, name.text) ? methods[name.text] : undefined;
    if (found === undefined) {
      const known = Object.keys(methods).join(', ');
      throw this.#fault(
        (name ?? words[0])?.column ?? 1,
        `${quote(name?.text)} is not an operation of a ${object} (${known})`,
      );
    }
    const [f, kind] = found;
    const length = kind === 'answers' ? 5 : 4;
    if (rest.length !== length) {
      throw this.#fault(rest.at(-1)?.column ?? 1, `${f} of a ${object} has ${length} fields, found ${rest.length}`);
    }
    const value = this.#whole(rest[1], 'the value');
    const start = this.#whole(rest[length - 2], 'the start');
    const end = this.#whole(rest[length - 1], 'the end');
    if (end < start)
      throw this.#fault(rest.at(-1)?.column ?? 1, `the operation ends at ${end}, before its start ${start}`);
    const place = { line: this.#line, column: words[0]?.column ?? 1 };
    return { process, f, ...this.#values(kind, value, rest[2]), start, end, place };
  }

  #values(kind: Kind, value: number, answer: Word | undefined): Pick<Interval, 'invoked' | 'observed'> {
    if (kind === 'puts') return { invoked: value, observed: value };
    if (kind === 'takes') return { invoked: null, observed: value === emptyMark && !this.#withProcess ? null : value };
    if (answer?.text === '0' || answer?.text === '1') return { invoked: value, observed: answer.text === '1' };
    throw this.#fault(answer?.column ?? 1, `${quote(answer?.text)} is not the answer of a set: 0 or 1`);
  }

  finish(): ParsedHistory {
    if (this.#object === undefined) throw this.#fault(1, 'the file is empty');
    const moments = this.#intervals.flatMap((interval) => [
      { at: interval.start, rank: interval.start === interval.end ? 1 : 3, type: 'invoke', interval },
      { at: interval.end, rank: interval.start === interval.end ? 2 : 0, type: 'ok', interval },
    ]);
    // At one time: what ends, then what takes no time at all (in no order among themselves), then what starts.
    moments.sort((left, right) => left.at - right.at || left.rank - right.rank);
    const assembler = new HistoryAssembler({ lenient: true });
    for (const { at, type, interval } of moments) {
      const { process, f, invoked, observed } = interval;
      assembler.add({ type, process, f, value: type === 'invoke' ? invoked : observed, time: at * tickNs });
    }
    const notes = moments.length === 0 ? [] : ['the times of the file have no unit: they are shown as milliseconds'];
    return assembler.finish((index) => moments[index]?.interval.place ?? { line: 1, column: 1 }, notes);
  }
}

/** Parses a whole file. Throws a HistoryFormatError with line and column. */
export function parsePolylin(
  text: string,
  options: { readonly file: string; readonly withProcess: boolean },
): ParsedHistory {
  const reader = new PolylinReader(options.file, options.withProcess);
  for (const line of text.split('\n')) reader.line(line);
  return reader.finish();
}
