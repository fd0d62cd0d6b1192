/**
 * The snapshot: the state that the log led to, so that the log before it can be forgotten (Raft, section 7). One file, replaced
 * atomically: a record that says where in the log it was taken and who the members were, then the state's JSON text
 * in pieces, each a record; the same pieces travel to a follower that lacks them.
 */
import type { Json } from '../../../checkers/history/event.ts';
import { DamagedFileError } from '../../contract/damaged-file-error.ts';
import type { Disk } from '../../contract/host.ts';
import { formatHeader, scanFile } from './file-format.ts';
import { encodeRecord } from './record.ts';
import type { LogPosition } from './log-entry.ts';

export interface Snapshot {
  /** The last entry that it covers. */
  readonly position: LogPosition;
  /** As of that entry. */
  readonly members: readonly string[];
  /** The state's JSON text, cut into pieces. */
  readonly pieces: readonly string[];
}

interface Header {
  readonly position: LogPosition;
  readonly members: readonly string[];
  readonly pieceCount: number;
}

const fileName = 'snapshot';

export function makeSnapshot(
  position: LogPosition,
  members: readonly string[],
  state: Json,
  pieceLength: number,
): Snapshot {
  const text = JSON.stringify(state);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += pieceLength) pieces.push(text.slice(start, start + pieceLength));
  return { position, members, pieces };
}

/** Throws a SyntaxError if the pieces are not those of a state. */
export function stateOf({ pieces }: Pick<Snapshot, 'pieces'>): Json {
  return JSON.parse(pieces.join('')) as Json;
}

const encode = (value: Header | string): Uint8Array => encodeRecord(JSON.stringify(value));

export class SnapshotFile {
  readonly #disk: Disk;
  #current: Snapshot | null = null;
  #isDirty = false;

  /** Throws a DamagedFileError: without the snapshot nobody knows what the log begins with. */
  constructor(disk: Disk) {
    this.#disk = disk;
    const file = disk.read(fileName);
    if (file === undefined) return;
    const [header, ...pieces] = scanFile('snapshot', fileName, file).map(
      ({ payload }) => JSON.parse(Buffer.from(payload).toString()) as Header | string,
    );
    if (typeof header !== 'object' || header.pieceCount !== pieces.length) {
      throw new DamagedFileError(fileName, 'it is cut short, and it is never written in part');
    }
    const { position, members } = header;
    this.#current = { position, members, pieces: pieces as readonly string[] };
    // What is read back need not be durable: see `whenDurable`.
    this.#isDirty = true;
  }

  /** The latest that was saved, null if none was. */
  get current(): Snapshot | null {
    return this.#current;
  }

  /** True after a restart, until `whenDurable` has called back: the one before may have died before it was durable. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  whenDurable(done: () => void): void {
    this.#disk.sync(fileName, () => {
      this.#isDirty = false;
      done();
    });
  }

  /** Calls back when it is durable; it is `current` only then. */
  save(snapshot: Snapshot, done: () => void): void {
    const { position, members, pieces } = snapshot;
    const records = [encode({ position, members, pieceCount: pieces.length }), ...pieces.map(encode)];
    this.#disk.replace(fileName, Buffer.concat([formatHeader('snapshot'), ...records]), () => {
      this.#current = snapshot;
      this.#isDirty = false;
      done();
    });
  }
}
