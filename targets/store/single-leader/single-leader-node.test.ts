import { describe } from 'vitest';
import { testTranscripts } from '../golden-transcripts.testing.ts';

describe('a cluster with asynchronous replication', () => {
  testTranscripts(new URL('./transcripts/', import.meta.url), 'single-leader');
});
