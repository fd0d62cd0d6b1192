/** What every configuration that holds must bear: all there is to break, in every variant. */
import { faultKinds } from '../faults/index.ts';

export const everyFault: readonly string[] = faultKinds.map(({ name }) => name);
