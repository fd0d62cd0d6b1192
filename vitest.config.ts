import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      'ordeal/checkers': here('./checkers/index.ts'),
      'ordeal/adapter': here('./targets/contract/index.ts'),
      'ordeal/simulation': here('./harness/simulate/index.ts'),
      'ordeal/testing': here('./harness/testing/index.ts'),
    },
  },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules', 'dist'],
    setupFiles: ['./random-seed.testing.ts'],
    // As the launcher has it: a thread that checks starts in half the time.
    env: { NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache') },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Docker tests share one engine and two cores: files run two at a time.
    maxWorkers: 2,
  },
});
