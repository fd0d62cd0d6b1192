/** Test support: every transcript in a folder is a test of its own. To write a new one, write its commands and run once. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';
import type { ReplicationName } from './configuration.ts';
import { storeNode } from './node.ts';
import { replay } from './transcript.testing.ts';

export function testTranscripts(folder: URL, replication: ReplicationName): void {
  const program = storeNode(parseConfiguration({ replication }));
  it.each(readdirSync(folder).toSorted())('%s', (file) => {
    const transcript = readFileSync(new URL(file, folder), 'utf8').trimEnd();
    expect(replay(program, ['n1', 'n2', 'n3'], transcript)).toBe(transcript);
  });
}
