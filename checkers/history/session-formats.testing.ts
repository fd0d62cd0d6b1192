/** For tests: random sessions of transactions, and the formats of other tools written as those tools write them. */
import fc from 'fast-check';

export interface SessionTransaction {
  readonly end: 'ok' | 'fail';
  readonly microOps: readonly (readonly ['r' | 'w', number, number | null])[];
}

const anyKey = fc.nat(5);
const anyValue = fc.integer({ min: 1, max: 2 ** 40 });
const microOp = fc.oneof(
  fc.tuple(fc.constant('w' as const), anyKey, anyValue),
  fc.tuple(fc.constant('r' as const), anyKey, fc.option(anyValue)),
);

/** Sessions of transactions; none is empty. */
export const sessions = fc.array(
  fc.array(
    fc.record({
      end: fc.constantFrom('ok' as const, 'fail' as const),
      microOps: fc.array(microOp, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  { maxLength: 4 },
) as fc.Arbitrary<readonly (readonly SessionTransaction[])[]>;

export class ByteWriter {
  readonly #bytes: number[] = [];
  readonly #littleEndian: boolean;

  constructor(order: 'little-endian' | 'big-endian') {
    this.#littleEndian = order === 'little-endian';
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  byte(value: number): this {
    this.#bytes.push(value);
    return this;
  }

  number(value: number | bigint): this {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value), this.#littleEndian);
    this.#bytes.push(...new Uint8Array(view.buffer));
    return this;
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    this.number(bytes.length);
    this.#bytes.push(...bytes);
    return this;
  }
}

export function dbcopHeader(writer: ByteWriter): ByteWriter {
  for (const number of [1, 3, 5, 7, 9]) writer.number(number);
  return writer.text('Galera').text('2019').text('2020');
}

export function asDbcop(all: readonly (readonly SessionTransaction[])[]): Uint8Array {
  const writer = dbcopHeader(new ByteWriter('little-endian')).number(all.length);
  for (const session of all) {
    writer.number(session.length);
    for (const { end, microOps } of session) {
      writer.number(microOps.length);
      for (const [kind, one, seen] of microOps)
        writer
          .byte(kind === 'w' ? 1 : 0)
          .number(one)
          .number(seen ?? 0)
          .byte(1);
      writer.byte(end === 'ok' ? 1 : 0);
    }
  }
  return writer.bytes;
}

/** One log a session; aborted transactions are not logged. */
export function asCobra(all: readonly (readonly SessionTransaction[])[]): { name: string; bytes: Uint8Array }[] {
  return all.map((session, number) => {
    const writer = new ByteWriter('big-endian');
    for (const [id, { end, microOps }] of session.entries()) {
      if (end !== 'ok') continue;
      writer.byte(0x53).number(id);
      for (const [kind, one, seen] of microOps) {
        if (kind === 'w') writer.byte(0x57).number(seen ?? 0);
        else
          writer
            .byte(0x52)
            .number(77)
            .number(seen ?? 0xbebe_ebee);
        writer.number(one).number(123);
      }
      writer.byte(0x43).number(id);
    }
    return { name: `T${number}.log`, bytes: writer.bytes };
  });
}

export function asTextReadsWrites(all: readonly (readonly SessionTransaction[])[]): string {
  return all
    .flatMap((session, number) =>
      session.flatMap(({ end, microOps }, id) =>
        microOps.map(([kind, one, seen]) => `${kind}(${one},${seen ?? 0},${number},${end === 'ok' ? id : -1})\n`),
      ),
    )
    .join('');
}

export function asAwdit(all: readonly (readonly SessionTransaction[])[]): string {
  return all
    .map((session) =>
      session
        .map(({ microOps }) => microOps.map(([kind, one, seen]) => `${kind} ${one} ${seen ?? 0}\n`).join(''))
        .join('-----\n'),
    )
    .join('=====\n');
}
