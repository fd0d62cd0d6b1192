/** Kill: SIGKILL, some time down, and a start with all that was written, synced or not: the operating system keeps it. */
import { processFault } from './process-fault.ts';

export const kill = processFault({
  name: 'kill',
  summary: 'kills a node (SIGKILL), leaves it down for a while, starts it again',
  attestedBy: 'the start time and exit code of its process, and a heartbeat after the restart',
  isHit: ({ running, machine }) => !running && machine === 'on',
  act: ({ cluster: { controls } }, node) => ({
    begin: () => controls.kill(node),
    end: () => controls.start(node),
  }),
});
