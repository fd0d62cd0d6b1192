/** Reads numbers and texts from bytes, one after the other, with the offset of every error. */
const twoTo32 = 2 ** 32;
const safeHigh = 2 ** 21;

/** The bytes do not say at this offset what the format demands. */
export class ByteFault extends Error {
  override readonly name = 'ByteFault';
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

export class ByteReader {
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #offset = 0;

  constructor(bytes: Uint8Array, order: 'little-endian' | 'big-endian') {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = order === 'little-endian';
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#view.byteLength - this.#offset;
  }

  #take(size: number, what: string): number {
    const { offset } = this;
    if (this.remaining < size) {
      throw new ByteFault(this.#view.byteLength, `the file ends within ${what}, which begins at byte ${offset}`);
    }
    this.#offset += size;
    return offset;
  }

  byte(what: string): number {
    return this.#view.getUint8(this.#take(1, what));
  }

  /** A byte that is 0 or 1. */
  flag(what: string): boolean {
    const value = this.byte(what);
    if (value > 1) throw new ByteFault(this.#offset - 1, `${what} is ${value}, which is neither 0 nor 1`);
    return value === 1;
  }

  /** An unsigned number of eight bytes; beyond 2^53 the text of its digits, so that different ones stay different. */
  number(what: string): number | string {
    const offset = this.#take(8, what);
    const first = this.#view.getUint32(offset, this.#littleEndian);
    const second = this.#view.getUint32(offset + 4, this.#littleEndian);
    const [high, low] = this.#littleEndian ? [second, first] : [first, second];
    if (high < safeHigh) return high * twoTo32 + low;
    return String(this.#view.getBigUint64(offset, this.#littleEndian));
  }

  /** A number of things of at least `leastBytes` each that follow: more than the bytes that are left is an error. */
  count(what: string, leastBytes: number): number {
    const { offset } = this;
    const value = this.number(what);
    if (typeof value === 'number' && value * leastBytes <= this.remaining) return value;
    throw new ByteFault(offset, `${what} is ${value}, but only ${this.remaining} bytes follow`);
  }

  skip(size: number, what: string): void {
    this.#take(size, what);
  }
}
