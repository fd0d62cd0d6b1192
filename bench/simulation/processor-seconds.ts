/** Processor time that this process has used: unlike wall time, it does not count what the machine does for others. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
