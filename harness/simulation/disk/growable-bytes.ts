/** Bytes that grow at the end: appending is amortised O(bytes appended), so a log file of any size stays cheap. */
export class GrowableBytes {
  #buffer = new Uint8Array(64);
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    const neededBytes = this.#sizeBytes + bytes.length;
    if (neededBytes > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(neededBytes, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#sizeBytes));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#sizeBytes);
    this.#sizeBytes = neededBytes;
  }

  /** Keeps the first `sizeBytes`; a larger size changes nothing. */
  truncate(sizeBytes: number): void {
    this.#sizeBytes = Math.min(this.#sizeBytes, sizeBytes);
  }

  /** These bytes as they are until the next change. */
  view(start: number, end: number): Uint8Array {
    return this.#buffer.subarray(start, end);
  }

  copy(): Uint8Array {
    return this.#buffer.slice(0, this.#sizeBytes);
  }

  clone(): GrowableBytes {
    const clone = new GrowableBytes();
    clone.append(this.#buffer.subarray(0, this.#sizeBytes));
    return clone;
  }
}
