/**
 * Restart: a node's process is ended in good order (SIGTERM), as every deployment does, stays down for a while, and is started
 * again. What it should hand over, it can. One that had to be killed did not end by itself, and does not count.
 */
import { processFault } from './process-fault.ts';

/** Of a process that SIGKILL ended. */
const killedExitCode = 137;

export const restart = processFault({
  name: 'restart',
  summary: 'ends a node in good order (SIGTERM), leaves it down for a while, starts it again',
  attestedBy: 'the start time and exit code of its process, and a heartbeat after the restart',
  isHit: ({ running, machine, exitCode }) => !running && machine === 'on' && exitCode !== killedExitCode,
  act: ({ cluster: { controls } }, node) => ({
    begin: () => controls.stop(node),
    end: () => controls.start(node),
  }),
});
