/** Whether two recorded histories are the same bytes: the proof that a simulated trial was replayed exactly. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface HistoryComparison {
  /** `prefix`: the old history was cut off, and the new one begins with all of it (but a torn last line). */
  readonly relation: 'identical' | 'prefix' | 'different';
  readonly replayedSha256: string;
  readonly newSha256: string;
  /** From 1; null unless different. */
  readonly firstDifferentLine: number | null;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads both files whole. A history that is missing counts as empty. */
export async function compareHistories(replayedFile: string, newFile: string): Promise<HistoryComparison> {
  const [replayed, fresh] = await Promise.all([contentOf(replayedFile), contentOf(newFile)]);
  const hashes = { replayedSha256: sha256(replayed), newSha256: sha256(fresh) };
  if (replayed.equals(fresh)) return { relation: 'identical', ...hashes, firstDifferentLine: null };
  const length = Math.min(replayed.length, fresh.length);
  let same = 0;
  while (same < length && replayed[same] === fresh[same]) same++;
  if (same === replayed.length) return { relation: 'prefix', ...hashes, firstDifferentLine: null };
  const firstDifferentLine = replayed.subarray(0, same).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1);
  return { relation: 'different', ...hashes, firstDifferentLine };
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
