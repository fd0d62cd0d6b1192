import { describe } from 'vitest';
import { testTranscripts } from '../golden-transcripts.testing.ts';

describe('a multi-leader cluster', () => {
  testTranscripts(new URL('./transcripts/', import.meta.url), 'multi-leader');
});
