/** `--set name=value` against the target's schema: unknown names and bad values are OrdealErrors that list what is known. */
import { z } from 'zod';
import type { Target } from '../../targets/contract/target.ts';
import { OrdealError } from '../errors.ts';
import { unknownName } from '../unknown-name.ts';

/** Text as the schema's type would have it: numbers and truth values are written as words on a command line. */
function typed(text: string, type: string | undefined): unknown {
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

export function parseTargetOptions(target: Target, set: Readonly<Record<string, string>>): Record<string, unknown> {
  const known = Object.keys(target.options.shape);
  for (const name of Object.keys(set)) {
    if (!known.includes(name))
      throw unknownName(`option of ${target.name}`, name, known, `\`ordeal targets ${target.name}\` describes them`);
  }
  const { properties = {} } = z.toJSONSchema(target.options, { io: 'output', unrepresentable: 'any' }) as {
    readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
  };
  const values = Object.entries(set).map(([name, text]) => [name, typed(text, properties[name]?.type)] as const);
  const parsed = target.options.safeParse(Object.fromEntries(values));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `--set ${issue.path.join('.')}: ${issue.message}`);
  throw new OrdealError('bad-option', problems.join('; '), `see \`ordeal targets ${target.name}\` for the options`);
}
