/** The conformance kit for target adapters: `import { checkConformance } from 'ordeal/testing'`. */
export { assertConforms, checkConformance } from './conformance.ts';
export type { ConformanceOptions, ConformanceResult } from './conformance.ts';
