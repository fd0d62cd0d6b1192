/** `ordeal` alone on a terminal: the home screen, then whatever was chosen there. */
import { loadTarget, builtInTargetNames } from '../target-registry.ts';
import { showHome } from '../tui/home-view.ts';
import { wallNow } from '../wall-clock.ts';
import type { CommandContext } from './command.ts';
import { replayTrial } from './commands/replay.ts';
import { runTarget } from './commands/run.ts';
import { defaultOutputDirectory } from './output-directory.ts';
import { recentTrials } from './recent-trials.ts';
import { backendsOf } from './target-description.ts';

const trialsShown = 200;

/** Answers the exit code of what was chosen; 0 when the user just left. */
export async function home(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const targets = await Promise.all(builtInTargetNames.map(loadTarget));
  const choice = await showHome(
    {
      targets: targets.map((target) => ({
        name: target.name,
        summary: target.summary,
        capabilities: target.capabilities,
        backends: backendsOf(target),
      })),
      trials: recentTrials(defaultOutputDirectory, wallNow().getTime(), trialsShown),
      outputDirectory: defaultOutputDirectory,
    },
    terminal,
  );
  switch (choice.type) {
    case 'quit':
      return 0;
    case 'replay':
      return replayTrial(choice.directory, { output: defaultOutputDirectory }, context);
    case 'run':
      return runTarget(choice.target, { output: defaultOutputDirectory }, context);
  }
}
