/**
 * Tests draw the same random histories in every run, so that a green commit stays green; ORDEAL_TEST_SEED draws others, as
 * the long runs do. A failing property prints its seed and path.
 */
import * as fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['ORDEAL_TEST_SEED'] ?? 20_261_121) });
