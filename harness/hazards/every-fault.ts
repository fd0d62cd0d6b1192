/** What every configuration that holds must bear: all there is to break, in every variant. */
export const everyFault: readonly string[] = ['partition', 'pause', 'kill', 'power', 'clock'];
