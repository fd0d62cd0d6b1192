/** Paths as a person types them: relative to where they stand if that is shorter, quoted for a shell where needed. */
import path from 'node:path';

/** Relative to the working directory for what lies below it, absolute otherwise. */
export function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? path.resolve(file) : relative;
}

/** The command that runs the trial with this report again. */
export function replayLine(reportFile: string): string {
  const directory = shownPath(path.dirname(reportFile));
  const quoted = /^[\w@%+=:,./-]+$/.test(directory) ? directory : `'${directory.replaceAll("'", `'\\''`)}'`;
  return `npx ordeal replay ${quoted}`;
}
