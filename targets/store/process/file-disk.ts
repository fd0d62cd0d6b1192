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

export class FileDisk implements Disk {
  readonly #directory: string;
  readonly #files = new Map<string, OpenFile>();
  readonly #queue: ((next: () => void) => void)[] = [];
  #isBusy = false;

  /** Creates the directory if need be. */
  constructor(directory: string) {
    this.#directory = directory;
    fs.mkdirSync(directory, { recursive: true });
  }

  read(file: string): Uint8Array | undefined {
    const path = join(this.#directory, file);
    return fs.existsSync(path) ? fs.readFileSync(path) : undefined;
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

  replace(file: string, bytes: Uint8Array, done: () => void): void {
    const path = join(this.#directory, file);
    this.#enqueue((next) => {
      fs.writeFile(`${path}.new`, bytes, { flush: true }, (error) => {
        if (error !== null) throw error;
        fs.renameSync(`${path}.new`, path);
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
