/** Test support: every transcript in a folder is a test of its own. To write a new one, write its commands and run once. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';
import type { ReplicationName } from './configuration.ts';
import { storeNode } from './node.ts';
import { replay } from './transcript.testing.ts';
import type { ProgramOf } from './transcript.testing.ts';

const programOf =
  (replication: ReplicationName): ProgramOf =>
  (set) => {
    const configuration = parseConfiguration({ replication, ...set });
    const nodes = Array.from({ length: configuration.nodes }, (_, index) => `n${index + 1}`);
    return { program: storeNode(configuration), nodes };
  };

export function testTranscripts(folder: URL, replication: ReplicationName): void {
  it.each(readdirSync(folder).toSorted())('%s', (file) => {
    const transcript = readFileSync(new URL(file, folder), 'utf8').trimEnd();
    expect(replay(programOf(replication), transcript)).toBe(transcript);
  });
}
