/** What every configuration that holds must bear: all that systems are to bear, in every variant. */
import { faultsToBear } from '../faults/index.ts';

export const everyFault: readonly string[] = faultsToBear.map(({ name }) => name);
