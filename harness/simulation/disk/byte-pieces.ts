/**
 * Bytes in the pieces in which they came. Files are written all the time and hardly ever read, after a restart: so appending
 * only holds on to the piece, which nobody changes afterwards, and reading puts them together.
 */
export class BytePieces {
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;

  /** O(1). */
  append(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** Keeps the first `sizeBytes`; a larger size changes nothing. */
  truncate(sizeBytes: number): void {
    if (sizeBytes === 0) {
      this.#pieces = [];
      this.#sizeBytes = 0;
    }
    while (this.#sizeBytes > sizeBytes) {
      const last = this.#pieces.pop() as Uint8Array;
      this.#sizeBytes -= last.length;
      if (this.#sizeBytes < sizeBytes) this.append(last.subarray(0, sizeBytes - this.#sizeBytes));
    }
  }

  /** A copy of these bytes, fewer where they end. O(all) after a change, O(the part) until the next. */
  slice(start: number, end: number): Uint8Array {
    if (this.#pieces.length > 1) this.#pieces = [concatenated(this.#pieces, this.#sizeBytes)];
    // Not `slice`: that of a Buffer is no copy.
    return new Uint8Array(this.#pieces[0]?.subarray(start, end) ?? []);
  }

  /** All of them. */
  copy(): Uint8Array {
    return concatenated(this.#pieces, this.#sizeBytes);
  }

  clone(): BytePieces {
    const clone = new BytePieces();
    for (const piece of this.#pieces) clone.append(piece);
    return clone;
  }
}

function concatenated(pieces: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
