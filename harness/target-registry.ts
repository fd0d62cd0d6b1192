/**
 * Finds a target by name (those that come with Ordeal) or by path (a user's own adapter module). A user's module
 * imports `ordeal/adapter`; a resolve hook points that at this very installation, so an adapter works from any folder,
 * with or without a node_modules beside it.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Target } from '../targets/contract/target.ts';
import { OrdealError } from './errors.ts';
import { unknownName } from './unknown-name.ts';

const builtIn: Readonly<Record<string, () => Promise<Target>>> = {
  store: async () => (await import('../targets/store/index.ts')).store,
  redis: async () => (await import('../targets/redis/index.ts')).redis,
  postgres: async () => (await import('../targets/postgres/index.ts')).postgres,
};

export const builtInTargetNames: readonly string[] = Object.keys(builtIn);

/** A name is a path if it looks like one: it has a slash, or ends like a module. */
function looksLikePath(name: string): boolean {
  return name.includes('/') || name.includes('\\') || /\.[cm]?[jt]s$/.test(name);
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const publicModules: Readonly<Record<string, string>> = {
  'ordeal/adapter': `../targets/contract/index.${extension}`,
  'ordeal/checkers': `../checkers/index.${extension}`,
  'ordeal/simulation': `./simulate/index.${extension}`,
  'ordeal/testing': `./testing/index.${extension}`,
};
let hooked = false;

function resolveOrdealFromHere(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const own = publicModules[specifier];
      if (own !== undefined) return { url: new URL(own, import.meta.url).href, shortCircuit: true };
      if (specifier !== 'zod') return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch {
        // Not installed beside the adapter: the one that Ordeal itself uses serves.
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Target, unknown>>;
  return (
    typeof candidate.name === 'string' &&
    typeof candidate.connect === 'function' &&
    typeof candidate.status === 'function' &&
    typeof candidate.nodes === 'function' &&
    typeof candidate.claim === 'function' &&
    Array.isArray(candidate.capabilities) &&
    Array.isArray(candidate.errors) &&
    typeof candidate.supports === 'object' &&
    typeof candidate.options === 'object'
  );
}

async function loadUserTarget(name: string): Promise<Target> {
  const file = path.resolve(name);
  if (!existsSync(file)) {
    throw new OrdealError(
      'no-adapter',
      `there is no adapter module at ${file}`,
      'give the path of a file whose default export is defineTarget({...}), or a name from `ordeal targets`',
    );
  }
  resolveOrdealFromHere();
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new OrdealError('adapter-failed', `the adapter module ${file} failed to load: ${text}`, 'mend the module', {
      cause,
    });
  }
  if (!isTarget(exported)) {
    throw new OrdealError(
      'not-an-adapter',
      `the default export of ${file} is not a target`,
      'export default defineTarget({ name, options, capabilities, errors, supports, nodes, claim, connect, status, ... })',
    );
  }
  return exported;
}

/** Loads a target. Throws an OrdealError naming the nearest name if there is none. */
export async function loadTarget(name: string): Promise<Target> {
  if (looksLikePath(name)) return loadUserTarget(name);
  const load = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (load === undefined)
    throw unknownName('target', name, builtInTargetNames, 'or the path of your own adapter module');
  return load();
}
