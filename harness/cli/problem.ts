/**
 * The one place that turns an error into what a person reads. An operating error says what happened and what to do, no
 * stack; anything else is a fault of Ordeal's own and says how to report it. Either way the exit code is 3: 1 would
 * mean that a system was found at fault.
 */
import { InputError } from '../../checkers/input-error.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { OrdealError } from '../errors.ts';

export const inputOrEnvironmentExitCode = 3;

/** Lines for standard error. `verbose` adds stacks and causes. */
export function describeProblem(error: unknown, verbose: boolean): readonly string[] {
  if (error instanceof OrdealError || error instanceof InputError) {
    const lines = [...lead('error', error.message), ...lead('what to do', error.remedy)];
    return verbose ? [...lines, '', `code: ${error.code}`, ...stackLines(error)] : lines;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const lines = lead('error', `something unexpected happened inside ordeal: ${text}`);
  if (verbose) return [...lines, ...lead('what to do', 'report it with the stack below'), '', ...stackLines(error)];
  return [
    ...lines,
    ...lead(
      'what to do',
      'run the same command with --verbose and report what it prints; the trial directory helps too',
    ),
  ];
}

function lead(label: string, text: string): string[] {
  return text.split('\n').map((line, index) => `${index === 0 ? `${label}: ` : '  '}${visibleText(line)}`);
}

function stackLines(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error)) return [visibleText(String(error))];
  const own = (error.stack ?? error.message).split('\n').map(visibleText);
  if (error.cause === undefined || depth > 5) return own;
  return [...own, 'caused by:', ...stackLines(error.cause, depth + 1)];
}
