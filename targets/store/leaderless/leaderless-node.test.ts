import { describe } from 'vitest';
import { testTranscripts } from '../golden-transcripts.testing.ts';

describe('a leaderless cluster', () => {
  testTranscripts(new URL('./transcripts/', import.meta.url), 'leaderless');
});
