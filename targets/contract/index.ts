/** The public adapter contract: `import { defineTarget } from 'ordeal/adapter'`. */
export * from './client.ts';
export * from './errors.ts';
export * from './host.ts';
export * from './planted-bug.ts';
export * from './random.ts';
export * from './target.ts';
