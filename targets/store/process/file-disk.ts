/**
 * The host's disk on real files. One operation on the device at a time, so callbacks come in the order of the calls. An
 * error of the device ends the process: after a failed fsync nobody knows what is on the disk (Rebello et al., "Can
 * Applications Recover from fsync Failures?", 2020), and a node that restarts recovers from what is.
 */
import fs from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../../contract/host.ts';

interface OpenFile {
  readonly descriptor: number;
  sizeBytes: number;
}

/** A replacement that a crash left unfinished is recognised by it and removed. */
const replacementSuffix = '.new';

export class FileDisk implements Disk {
  readonly #directory: string;
  readonly #files = new Map<string, OpenFile>();
  readonly #queue: ((next: () => void) => void)[] = [];
  #isBusy = false;
  #replacements = 0;

  /** Creates the directory if need be. */
  constructor(directory: string) {
    this.#directory = directory;
    fs.mkdirSync(directory, { recursive: true });
    for (const file of fs.readdirSync(directory)) {
      if (file.endsWith(replacementSuffix)) fs.rmSync(join(directory, file));
    }
  }

  read(file: string): Uint8Array | undefined {
    const open = this.#files.get(file);
    if (open !== undefined) {
      const bytes = Buffer.alloc(open.sizeBytes);
      fs.readSync(open.descriptor, bytes, 0, bytes.length, 0);
      return bytes;
    }
    const path = join(this.#directory, file);
    return fs.existsSync(path) ? fs.readFileSync(path) : undefined;
  }

  readRange(file: string, offsetBytes: number, sizeBytes: number): Uint8Array {
    if (!this.#files.has(file) && !fs.existsSync(join(this.#directory, file))) return new Uint8Array();
    const bytes = Buffer.allocUnsafe(sizeBytes);
    return bytes.subarray(0, fs.readSync(this.#open(file).descriptor, bytes, 0, sizeBytes, offsetBytes));
  }

  fileNames(): readonly string[] {
    return fs.readdirSync(this.#directory).filter((file) => !file.endsWith(replacementSuffix));
  }

  /** Syncs under way still need the descriptor. */
  remove(file: string): void {
    fs.rmSync(join(this.#directory, file), { force: true });
    const open = this.#files.get(file);
    this.#files.delete(file);
    this.#enqueue((next) => {
      if (open !== undefined) fs.closeSync(open.descriptor);
      this.#syncDirectory(next);
    });
  }

  append(file: string, bytes: Uint8Array): void {
    const open = this.#open(file);
    let written = 0;
    while (written < bytes.length) {
      written += fs.writeSync(open.descriptor, bytes, written, bytes.length - written, open.sizeBytes + written);
    }
    open.sizeBytes += bytes.length;
  }

  truncate(file: string, sizeBytes: number): void {
    const open = this.#open(file);
    fs.ftruncateSync(open.descriptor, sizeBytes);
    open.sizeBytes = sizeBytes;
  }

  /**
   * The new content is a file of its own that is written on at once and takes the old one's place when it is durable, so that
   * what is appended meanwhile is appended to it.
   */
  replace(file: string, bytes: Uint8Array, done: () => void): void {
    const path = join(this.#directory, file);
    const newPath = `${path}.${++this.#replacements}${replacementSuffix}`;
    const descriptor = fs.openSync(newPath, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC, 0o644);
    const old = this.#files.get(file);
    this.#files.set(file, { descriptor, sizeBytes: 0 });
    this.append(file, bytes);
    this.#enqueue((next) => {
      fs.fsync(descriptor, (error) => {
        if (error !== null) throw error;
        fs.renameSync(newPath, path);
        if (old !== undefined) fs.closeSync(old.descriptor);
        this.#syncDirectory(() => {
          done();
          next();
        });
      });
    });
  }

  sync(file: string, done: () => void): void {
    const { descriptor } = this.#open(file);
    this.#enqueue((next) => {
      fs.fsync(descriptor, (error) => {
        if (error !== null) throw error;
        done();
        next();
      });
    });
  }

  /** A file that was just created is durable only once its directory is. */
  #open(file: string): OpenFile {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const descriptor = fs.openSync(join(this.#directory, file), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    const open = { descriptor, sizeBytes: fs.fstatSync(descriptor).size };
    this.#files.set(file, open);
    this.#enqueue((next) => this.#syncDirectory(next));
    return open;
  }

  #syncDirectory(done: () => void): void {
    const descriptor = fs.openSync(this.#directory, fs.constants.O_RDONLY);
    fs.fsync(descriptor, (error) => {
      fs.closeSync(descriptor);
      if (error !== null) throw error;
      done();
    });
  }

  #enqueue(work: (next: () => void) => void): void {
    this.#queue.push(work);
    if (!this.#isBusy) this.#runNext();
  }

  #runNext(): void {
    const work = this.#queue.shift();
    this.#isBusy = work !== undefined;
    work?.(() => this.#runNext());
  }
}
