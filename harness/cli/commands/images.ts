/** `ordeal images build`: makes the images that come with Ordeal, from a registry or from Debian packages. */
import type { Command } from 'commander';
import { visibleText } from '../../../reports/hostile-text.ts';
import { examples, printJson, type CommandContext } from '../command.ts';
import { interruptedExitCode, listenForInterruption } from '../interruption.ts';

interface BuildOptions {
  readonly dockerHost?: string;
  readonly json?: boolean;
}

async function build(names: readonly string[], options: BuildOptions, { terminal }: CommandContext): Promise<number> {
  const { buildImages, openEngine, shippedImages } = await import('../../docker/index.ts');
  const { unknownName } = await import('../../unknown-name.ts');
  for (const name of names) if (!shippedImages.includes(name)) throw unknownName('image', name, shippedImages);
  const say = options.json === true ? terminal.printError : terminal.print;
  const interruption = listenForInterruption({
    first: () => say('interrupted: stopping the build'),
    second: () => process.exit(interruptedExitCode),
  });
  try {
    const { engine } = await openEngine(options.dockerHost);
    const progress = (line: string): void => say(visibleText(line));
    const setting = { engine, progress, signal: interruption.signal };
    const images = await buildImages(setting, names.length === 0 ? shippedImages : names);
    if (options.json === true) printJson(terminal, images);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return interruptedExitCode;
    throw error;
  } finally {
    interruption.dispose();
  }
}

export function defineImages(program: Command, context: CommandContext): void {
  const images = program
    .command('images')
    .summary('build images')
    .description('Images of the targets that run in Docker.');
  images
    .command('build')
    .summary('build the images that come with Ordeal')
    .description(
      'Builds the images that come with Ordeal where they are missing. What they build upon is pulled where a registry ' +
        'answers, and made from Debian packages where none does. `ordeal run` builds what it needs by itself.',
    )
    .argument('[names...]', 'only these: helper, redis, postgres, store')
    .option('--docker-host <address>', 'the Docker engine')
    .option('--json', 'print as JSON; progress goes to standard error')
    .addHelpText('after', examples(['ordeal images build', 'all of them'], ['ordeal images build redis', 'one']))
    .action(async (names: readonly string[], options: BuildOptions) =>
      context.finish(await build(names, options, context)),
    );
}
