/** The store's options, as `--set name=value` takes them: the nodes' settings, in the schema library's words. */
import { z } from 'zod';
import { parseConfiguration, settings } from './configuration.ts';
import type { StoreConfiguration } from './configuration.ts';
import type { Setting } from './setting.ts';

function schemaOf(setting: Setting): z.ZodType {
  switch (setting.kind) {
    case 'choice':
      return z.enum(setting.values).default(setting.default).describe(setting.description);
    case 'number':
      return z
        .number()
        .int()
        .min(setting.minimum)
        .max(setting.maximum)
        .default(setting.default)
        .describe(setting.description);
    case 'flag':
      return z.boolean({ error: 'must be true or false' }).default(setting.default).describe(setting.description);
  }
}

/** `sync` and `async` are accepted for `raft` and `single-leader`. */
const replication = z
  .preprocess(
    (value) => (value === 'sync' ? 'raft' : value === 'async' ? 'single-leader' : value),
    z.enum(settings.replication.values).default(settings.replication.default),
  )
  .describe(settings.replication.description);

export const storeOptions = z.object({
  ...Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, schemaOf(setting)])),
  replication,
});

const parsed = new WeakMap<object, StoreConfiguration>();

/** Of a target's parsed options; read once for each object of them, since every connection and every node asks. */
export function configurationOf(options: unknown): StoreConfiguration {
  if (typeof options !== 'object' || options === null) return parseConfiguration(options);
  const known = parsed.get(options);
  if (known !== undefined) return known;
  const configuration = parseConfiguration(options);
  parsed.set(options, configuration);
  return configuration;
}
