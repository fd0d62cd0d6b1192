import { describe } from 'vitest';
import { testTranscripts } from '../golden-transcripts.testing.ts';

describe('a cluster with shards', () => {
  testTranscripts(new URL('./transcripts/', import.meta.url), 'sharded');
});
