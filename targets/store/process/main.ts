/**
 * Entry point of a node's container: reads who it is from the environment, runs, and ends cleanly on SIGTERM. Imports no
 * package, since none is installed in the image. An error that nobody handles ends the process with its reason in the
 * log: a node that is wrong about its own state must not go on.
 */
import { storeNode } from '../node.ts';
import { parseEnvironment } from './environment.ts';
import { runNode } from './node-process.ts';

const log = (line: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
};

try {
  const settings = parseEnvironment(process.env);
  const node = await runNode(settings, storeNode(settings.configuration), log);
  const stop = async (signal: string): Promise<void> => {
    log(`${signal}: stopping`);
    await node.stop();
    node.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void stop(signal));
  process.once('SIGINT', (signal) => void stop(signal));
} catch (error) {
  log(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
