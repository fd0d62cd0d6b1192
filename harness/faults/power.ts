/**
 * Power: a machine goes dark and comes back. Unlike a killed process it loses what was not synced, wholly or in part: a
 * record may be torn, or stand there as zeros.
 */
import { processFault } from './process-fault.ts';

export const power = processFault({
  name: 'power',
  summary: "cuts a machine's power, starts it again later: writes that were not synced are lost or torn",
  attestedBy: "the machine's power, the start time of its process, and a heartbeat after the restart",
  refusal: ({ backend }) =>
    backend === 'docker' ? 'a container cannot lose power apart from the whole machine' : null,
  isHit: ({ running, machine }) => !running && machine === 'off',
  act: ({ cluster: { controls } }, node) => ({
    begin: () => controls.cutPower(node),
    end: () => controls.start(node),
  }),
});
