/**
 * Restart: a node's process is ended in good order (SIGTERM), as every deployment does, stays down for a while, and is started
 * again. What it should hand over, it can. Attested by the process's lifetime: one that had to be killed did not end by itself.
 */
import { chooseNodes, nodeChoiceRefusal, nodeVariants } from './choose-nodes.ts';
import type { FaultInstance, FaultKind } from './fault.ts';
import { LifetimeWatch } from './kill.ts';

/** Of a process that SIGKILL ended. */
const killedExitCode = 137;

export const restart: FaultKind = {
  name: 'restart',
  summary: 'ends a node in good order (SIGTERM), leaves it down for a while, starts it again',
  attestedBy: 'the start time and exit code of its process, and a heartbeat after the restart',
  holds: 'process',
  avoids: ['process'],
  variants: nodeVariants,
  refusal(ground, variant) {
    const { kill: support } = ground.target.supports;
    return support.supported ? nodeChoiceRefusal(ground, variant) : support.reason;
  },
  async choose(choice): Promise<FaultInstance | null> {
    const { cluster } = choice;
    const nodes = await chooseNodes(choice);
    if (nodes === null) return null;
    const watch = new LifetimeWatch(
      cluster,
      nodes,
      ({ running, machine, exitCode }) => !running && machine === 'on' && exitCode !== killedExitCode,
    );
    return {
      description: nodes.join(' '),
      nodes,
      async inject() {
        await Promise.all(nodes.map((node) => cluster.controls.stop(node)));
      },
      async heal() {
        await Promise.all(nodes.map((node) => cluster.controls.start(node)));
      },
      observe: (moment) => watch.observe(moment),
    };
  },
};
