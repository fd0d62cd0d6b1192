/** `--set name=value` against the target's schema: unknown names and bad values are OrdealErrors that list what is known. */
import type { Target } from '../../targets/contract/target.ts';
import { OrdealError } from '../errors.ts';
import { unknownName } from '../unknown-name.ts';

export function parseTargetOptions(target: Target, set: Readonly<Record<string, string>>): Record<string, unknown> {
  const known = Object.keys(target.options.shape);
  for (const name of Object.keys(set)) {
    if (!known.includes(name)) throw unknownName(`option of ${target.name}`, name, known);
  }
  const parsed = target.options.safeParse(set);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `--set ${issue.path.join('.')}: ${issue.message}`);
  throw new OrdealError('bad-option', problems.join('; '), `see \`ordeal targets ${target.name}\` for the options`);
}
