import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareHistories } from './compare-histories.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ordeal-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function compare(replayed: string | null, fresh: string) {
  const files = { replayed: path.join(folder, 'replayed'), fresh: path.join(folder, 'fresh') };
  rmSync(files.replayed, { force: true });
  if (replayed !== null) writeFileSync(files.replayed, replayed);
  writeFileSync(files.fresh, fresh);
  const { relation, firstDifferentLine } = await compareHistories(files.replayed, files.fresh);
  return [relation, firstDifferentLine];
}

describe('comparing histories', () => {
  it('tells identical, cut off and different ones apart', async () => {
    expect(await compare('a\nb\n', 'a\nb\n')).toEqual(['identical', null]);
    expect(await compare('a\nb', 'a\nbc\nd\n')).toEqual(['prefix', null]);
    expect(await compare(null, 'a\n')).toEqual(['prefix', null]);
    expect(await compare('a\nb\nc\n', 'a\nx\nc\n')).toEqual(['different', 2]);
    expect(await compare('a\nb\n', 'a\n')).toEqual(['different', 2]);
  });
});
