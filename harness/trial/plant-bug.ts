/** `--bug NAME`: the target's planted mistake of that name, with the options under which it can show. */
import { OrdealError } from '../errors.ts';
import { loadTarget } from '../target-registry.ts';
import { unknownName } from '../unknown-name.ts';

/** `set` with the bug planted; what was set by hand wins over the bug's own options. Rejects with an OrdealError. */
export async function withBug(
  targetName: string,
  set: Readonly<Record<string, string>>,
  bugName: string,
): Promise<Readonly<Record<string, string>>> {
  const { name, bugs = [] } = await loadTarget(targetName);
  if (bugs.length === 0) {
    throw new OrdealError('no-bugs', `${name} has no planted bugs`, 'use --bug with the reference store');
  }
  const bug = bugs.find((candidate) => candidate.name === bugName);
  if (bug === undefined) {
    throw unknownName(
      'planted bug',
      bugName,
      bugs.map((candidate) => candidate.name),
      `\`ordeal targets ${name} --bugs\` describes them; \`ordeal demo\` has hazards of configurations, too`,
    );
  }
  return { ...bug.set, ...set, bug: bugName };
}
