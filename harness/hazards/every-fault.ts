/** What every configuration that holds must bear: all that systems are to bear, in every variant. */
import { faultsToBear } from '../faults/index.ts';

/** Of those whose members can be changed. */
export const everyFaultAndMembership: readonly string[] = faultsToBear.map(({ name }) => name);

/** Of the others. */
export const everyFault: readonly string[] = everyFaultAndMembership.filter((name) => name !== 'membership');
