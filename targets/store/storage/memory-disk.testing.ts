/**
 * Test support: a disk in memory whose syncs finish only when the test says so. It keeps what is durable apart from what
 * is merely written, so that a test can crash it at any point.
 */
import type { Disk } from '../../contract/host.ts';

export class MemoryDisk implements Disk {
  /** What the node reads. */
  readonly files = new Map<string, Uint8Array>();
  /** What a file held before replacements under way, oldest first. */
  readonly #replaced: { readonly file: string; readonly bytes: Uint8Array | undefined }[] = [];
  /** Syncs and replacements under way, oldest first. */
  readonly #pending: (() => void)[] = [];

  read(file: string): Uint8Array | undefined {
    return this.files.get(file);
  }

  readRange(file: string, offsetBytes: number, sizeBytes: number): Uint8Array {
    return (this.files.get(file) ?? new Uint8Array()).slice(offsetBytes, offsetBytes + sizeBytes);
  }

  fileNames(): readonly string[] {
    return [...this.files.keys()];
  }

  remove(file: string): void {
    this.files.delete(file);
  }

  append(file: string, bytes: Uint8Array): void {
    this.files.set(file, Buffer.concat([this.files.get(file) ?? new Uint8Array(), bytes]));
  }

  truncate(file: string, sizeBytes: number): void {
    this.files.set(file, (this.files.get(file) ?? new Uint8Array()).slice(0, sizeBytes));
  }

  replace(file: string, bytes: Uint8Array, done: () => void): void {
    this.#replaced.push({ file, bytes: this.files.get(file) });
    this.files.set(file, bytes.slice());
    this.#pending.push(() => {
      this.#replaced.shift();
      done();
    });
  }

  sync(_file: string, done: () => void): void {
    this.#pending.push(done);
  }

  /** A disk with what a crash now would leave: what was written stays; what was being replaced does not. */
  crashed(): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [file, bytes] of this.files) disk.files.set(file, bytes);
    for (const { file, bytes } of this.#replaced.toReversed()) {
      if (bytes === undefined) disk.files.delete(file);
      else disk.files.set(file, bytes);
    }
    return disk;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Finishes what is under way now, in order; not what that starts. */
  finishPending(): void {
    for (const done of this.#pending.splice(0)) done();
  }

  /** Finishes everything, and everything that follows from it. */
  finishAll(): void {
    while (this.#pending.length > 0) this.finishPending();
  }
}
