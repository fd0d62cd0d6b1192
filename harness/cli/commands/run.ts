/** `ordeal run TARGET`: one trial, from plan to verdict. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { BackendName } from '../../cluster.ts';
import type { Rhythm } from '../../record/plan.ts';
import type { TrialRequest } from '../../trial/plan-trial.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { conductTrial, showFor, trialAnswer, type ConductedTrial, type ConductOptions } from '../conduct-trial.ts';
import { assignments, commaSeparated, numberFrom, wholeNumberFrom } from '../option-values.ts';
import { defaultOutputDirectory } from '../output-directory.ts';

export interface RunOptions {
  readonly backend?: BackendName;
  readonly set?: Readonly<Record<string, string>>;
  readonly bug?: string;
  readonly workload?: string;
  readonly workloadSet?: Readonly<Record<string, string>>;
  readonly faults?: readonly string[];
  readonly overlap?: boolean;
  readonly rhythm?: Rhythm;
  readonly model?: string;
  readonly swarm?: boolean;
  readonly selfCheck?: boolean;
  readonly trace?: boolean;
  readonly time?: number;
  readonly seed?: number;
  readonly clients?: number;
  readonly rate?: number;
  readonly deadline?: number;
  readonly checkTimeLimit?: number;
  readonly checkMemoryLimit?: number;
  readonly output: string;
  readonly dockerHost?: string;
  readonly json?: boolean;
  readonly tui?: boolean;
  readonly plain?: boolean;
}

function backendName(text: string): BackendName {
  if (text === 'simulated' || text === 'docker') return text;
  throw new InvalidArgumentError('Expected simulated or docker.');
}

/** Leaves out what was not given, so that the plan's defaults apply. */
function request(target: string, options: RunOptions, argv: readonly string[]): TrialRequest {
  const { backend, workload, workloadSet, overlap, rhythm, model, seed, clients, rate } = options;
  return {
    target,
    set: options.set ?? {},
    faults: options.faults ?? [],
    argv,
    ...(backend === undefined ? {} : { backend }),
    ...(workload === undefined ? {} : { workload }),
    ...(workloadSet === undefined ? {} : { workloadSet }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(rhythm === undefined ? {} : { rhythm }),
    ...(model === undefined ? {} : { model }),
    ...(options.trace === undefined ? {} : { trace: options.trace }),
    ...(options.swarm === undefined ? {} : { swarm: options.swarm }),
    ...(seed === undefined ? {} : { seed }),
    ...(clients === undefined ? {} : { clients }),
    ...(rate === undefined ? {} : { rate }),
    ...(options.time === undefined ? {} : { timeMs: options.time * 1000 }),
    ...(options.deadline === undefined ? {} : { deadlineMs: options.deadline }),
    ...(options.checkTimeLimit === undefined ? {} : { checkTimeMs: options.checkTimeLimit * 1000 }),
    ...(options.checkMemoryLimit === undefined ? {} : { checkMemoryMb: options.checkMemoryLimit }),
  };
}

export async function runTarget(target: string, options: RunOptions, context: CommandContext): Promise<number> {
  const { planTrial, requireSimulated } = await import('../../trial/plan-trial.ts');
  const { withBug } = await import('../../trial/plant-bug.ts');
  const { bug, set = {} } = options;
  const planted = bug === undefined ? set : await withBug(target, set, bug);
  const plan = await planTrial(request(target, { ...options, set: planted }, context.argv));
  if (options.selfCheck === true) requireSimulated('--self-check', plan.backend);
  const show = showFor(context.terminal, options);
  const conducted = await conductTrial(
    plan,
    {
      outputDirectory: options.output,
      show,
      ...(options.dockerHost === undefined ? {} : { dockerHost: options.dockerHost }),
    },
    context,
  );
  if (options.selfCheck === true && !conducted.outcome.interrupted) await checkItself(conducted, show, context);
  if (show === 'json') printJson(context.terminal, trialAnswer(conducted));
  return conducted.exitCode;
}

async function checkItself(
  { outcome }: ConductedTrial,
  show: ConductOptions['show'],
  { terminal }: CommandContext,
): Promise<void> {
  const { selfCheck } = await import('../../trial/self-check.ts');
  const events = await selfCheck(outcome.plan, outcome.directory, new AbortController().signal);
  const say = show === 'json' ? terminal.printError : terminal.print;
  say(`self-check: the same trial, run twice, gave the same ${events} events`);
}

export function defineRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .summary('put a target through one trial')
    .description(
      'Runs one trial: starts the target, drives clients at it, breaks things on purpose, heals them, and judges what the ' +
        'clients saw. TARGET is a name from `ordeal targets`, or the path of your own adapter module. ' +
        'Exit code: 0 valid, 1 invalid, 2 unknown, 3 bad input or environment, 130 interrupted.',
    )
    .argument('<target>', 'name or adapter module')
    .addOption(new Option('--backend <name>', 'simulated (virtual time, no Docker) or docker').argParser(backendName))
    .option('--set <name=value>', 'an option of the target (repeat; see `ordeal targets TARGET`)', assignments)
    .option('--bug <name>', 'plant this mistake (`ordeal targets store --bugs` lists them)')
    .option('--workload <name>', 'what clients do (see `ordeal workloads`)')
    .option('--workload-set <name=value>', 'an option of the workload (repeat)', assignments)
    .option(
      '--faults <list>',
      'faults to inject, for instance partition:halves,kill (see `ordeal faults`)',
      commaSeparated,
    )
    .option('--overlap', 'faults may overlap in time (default: one after the other)')
    .addOption(
      new Option('--rhythm <name>', 'faults of 2 to 5 s (steady, the default) or of 0.1 to 2 s (brisk)').choices([
        'steady',
        'brisk',
      ]),
    )
    .option('--model <name>', 'judge against this model instead of what the target claims (see `ordeal models`)')
    .option('--time <seconds>', "how long the clients run, on the trial's clock (default 30)", numberFrom(0))
    .option('--swarm', 'draw what the simulated network, disks and processors are like from the seed')
    .option('--trace', 'record every message, and what each node believes, for the report (small simulated trials)')
    .option('--self-check', 'run a simulated trial twice; a difference between the histories is an error')
    .option('--seed <number>', 'repeat the choices of an earlier trial', wholeNumberFrom(0))
    .option('--clients <count>', 'client processes', wholeNumberFrom(1))
    .option('--rate <number>', 'operations a second, all clients together (default 100)', numberFrom(0))
    .option('--deadline <ms>', 'after this long an operation is given up: nobody knows (default 1000)', numberFrom(1))
    .option('--check-time-limit <seconds>', 'give up checking after this long (default 60)', numberFrom(0))
    .option('--check-memory-limit <MB>', 'give up checking beyond this memory (default 2048)', wholeNumberFrom(1))
    .option('--output <directory>', 'where trial directories go', defaultOutputDirectory)
    .option('--docker-host <address>', 'the Docker engine, for instance unix:///var/run/docker.sock')
    .option('--json', 'print the verdict as JSON; progress goes to standard error')
    .option('--plain', 'progress as plain lines, also on a terminal')
    .option('--no-tui', 'the same as --plain')
    .addHelpText(
      'after',
      examples(
        ['ordeal run store', 'the reference store in the simulated world: no Docker'],
        ['ordeal run store --set replication=async --faults partition', 'a textbook violation'],
        ['ordeal run redis --workload set --faults kill --set persistence=none --time 20', 'lost elements'],
        ['ordeal run postgres --workload bank --faults kill,pause', 'real PostgreSQL, in Docker'],
        ['ordeal run ./my-adapter.ts --seed 42', 'your own system'],
      ),
    )
    .action(async (target: string, options: RunOptions) => context.finish(await runTarget(target, options, context)));
}
