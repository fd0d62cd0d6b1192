/** Judges one history file and prints the verdict first. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  checkedWorkloads,
  findModel,
  isModel,
  models,
  verdictExitCode,
  type CheckResult,
  type FailedCas,
  type Json,
} from '../../checkers/index.ts';
import { visibleText } from '../../reports/hostile-text.ts';
import { countOf, formatCount, formatDuration } from '../../reports/quantities.ts';
import { judgedNames, runCheck, type CheckReport, type CheckSubject } from '../check/index.ts';
import { OrdealError } from '../errors.ts';
import type { TrialPlan } from '../record/plan.ts';
import { fileIn, readPlan } from '../trial/trial-directory.ts';
import { unknownName } from '../unknown-name.ts';
import { printJson, type CommandContext } from './command.ts';
import { anomalyLines, modelLines } from './evidence-lines.ts';
import { interruptedExitCode, listenForInterruption } from './interruption.ts';
import { verdictWord, type Terminal } from './terminal.ts';

export interface CheckOptions {
  readonly workload?: string;
  readonly model?: string;
  readonly format?: string;
  readonly initial?: string;
  readonly failedCas: FailedCas;
  /** Options of the workload's checker, as text. */
  readonly workloadSet?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly json?: boolean;
  /** Where an order that explains a valid history goes. */
  readonly linearization?: string;
}

const anomaliesShown = 10;

/** The value of `--initial`. */
function initialValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new OrdealError('bad-option', `--initial ${text}: not JSON`, 'write text in quotes: --initial \'"x"\'', {
      cause,
    });
  }
}

/** The values of `--workload-set`: JSON where it is, else the text. */
function optionValues(texts: Readonly<Record<string, string>> = {}): Readonly<Record<string, unknown>> {
  const valueOf = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, valueOf(text)]));
}

/** The plan of the trial whose directory the history lies in, if it does. */
function planBeside(history: string): TrialPlan | undefined {
  const directory = path.dirname(history);
  return existsSync(fileIn(directory, 'plan')) ? readPlan(directory) : undefined;
}

function knownOr(kind: string, name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  throw unknownName(kind, name, known);
}

/** A model by its name, or another name of it. */
function knownModel(name: string): string {
  if (isModel(name)) return findModel(name).name;
  throw unknownName(
    'model',
    name,
    models.map((one) => one.name),
  );
}

/** Workload, model and options: as asked, or as the trial beside the file says. */
function subject(history: string, options: CheckOptions): CheckSubject {
  const plan = options.workload === undefined ? planBeside(history) : undefined;
  const known = checkedWorkloads.map((one) => one.name);
  const named = options.workload ?? plan?.workload;
  if (named === undefined) {
    throw new OrdealError(
      'no-workload',
      `${history} does not say what its operations are, and there is no trial.json beside it`,
      `name the workload: --workload with one of ${known.join(', ')}`,
    );
  }
  const names = judgedNames(named, options.model ?? plan?.claim.model ?? '');
  const workload = knownOr('workload', names.workload, known);
  const model = names.model === '' ? undefined : knownModel(names.model);
  return {
    file: history,
    workload,
    failedCas: options.failedCas,
    ...(model === undefined ? {} : { model }),
    ...(options.linearization === undefined ? {} : { withLinearization: true }),
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.initial === undefined ? {} : { initial: initialValue(options.initial) }),
    options: { ...plan?.workloadOptions, ...optionValues(options.workloadSet) },
  };
}

function printReport(
  terminal: Terminal,
  workload: string,
  { result, readMs, checkMs, note, format }: CheckReport,
): void {
  const { print, style } = terminal;
  const line = (text: string): void => print(visibleText(text));
  print(`${verdictWord(style, result.verdict)}: workload ${workload} judged against ${result.model}`);
  for (const anomaly of result.anomalies.slice(0, anomaliesShown)) for (const text of anomalyLines(anomaly)) line(text);
  const hidden = result.anomalyCount - Math.min(result.anomalies.length, anomaliesShown);
  if (hidden > 0) line(`  and ${formatCount(hidden)} more`);
  for (const reason of result.reasons) line(`  because: ${reason}`);
  for (const text of modelLines(result)) line(text);
  if (note !== '') line(`note: ${note}`);
  line(
    `${result.algorithm}, ${countOf(result.operations, 'operation')}, read as ${format || 'nothing'} in ` +
      `${formatDuration(readMs * 1e6)}, checked in ${formatDuration(checkMs * 1e6)}`,
  );
}

/** Writes the order that was found, an object a line. Answers what to say of it. */
function writeLinearization(file: string, { verdict, checker, linearization }: CheckResult): string {
  if (linearization === undefined) {
    const why = verdict === 'valid' ? `the checker "${checker}" finds none` : `the verdict is ${verdict}`;
    return `no linearization was written: ${why}`;
  }
  try {
    writeFileSync(file, `[${linearization.map((one) => JSON.stringify(one)).join(',\n')}]\n`);
  } catch (cause) {
    throw new OrdealError('cannot-write', `cannot write ${file}`, 'see that its folder exists and can be written', {
      cause,
    });
  }
  return `a linearization of ${countOf(linearization.length, 'object')} was written to ${file}`;
}

/** Answers the exit code of the verdict. */
export async function checkOne(
  history: string | undefined,
  options: CheckOptions,
  { terminal }: CommandContext,
): Promise<number> {
  if (history === undefined) {
    throw new OrdealError('no-history', 'no history was named', 'ordeal check HISTORY, or ordeal check --index FILE');
  }
  const asked = subject(history, options);
  const interruption = listenForInterruption({
    first: () => terminal.printError('interrupted: the check is stopped'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const report = await runCheck({
      ...asked,
      timeLimitMs: options.timeLimit * 1000,
      memoryLimitMb: options.memoryLimit,
      signal: interruption.signal,
    });
    const written = options.linearization === undefined ? '' : writeLinearization(options.linearization, report.result);
    if (options.json === true) {
      const { result, ...circumstances } = report;
      const { verdict, model, anomalies, linearization: _, ...rest } = result;
      if (written !== '') terminal.printError(written);
      printJson(terminal, { verdict, workload: asked.workload, model, anomalies, ...rest, ...circumstances });
    } else {
      printReport(terminal, asked.workload, report);
      if (written !== '') terminal.print(visibleText(written));
    }
    return interruption.signal.aborted ? interruptedExitCode : verdictExitCode[report.result.verdict];
  } finally {
    interruption.dispose();
  }
}
