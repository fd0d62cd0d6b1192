/** Test support: nodes of the store as real processes on loopback, started, killed and asked like containers. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { Endpoint, NodeStatus } from '../../contract/target.ts';
import { nodeStatus } from '../client/ask-node.ts';
import type { StoreConfiguration } from '../configuration.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const statusTimeoutMs = 500;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export class ProcessCluster {
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly #ports: ReadonlyMap<string, number>;
  readonly #configuration: StoreConfiguration;
  readonly #directory = mkdtempSync(join(tmpdir(), 'ordeal-store-'));
  readonly #processes = new Map<string, ChildProcess>();
  readonly #output = new Map<string, string>();

  static async start(configuration: StoreConfiguration, newestVersion?: number): Promise<ProcessCluster> {
    const ports = new Map<string, number>();
    for (let index = 1; index <= configuration.nodes; index++) ports.set(`n${index}`, await freePort());
    const cluster = new ProcessCluster(configuration, ports);
    for (const node of ports.keys()) cluster.startNode(node, newestVersion);
    return cluster;
  }

  private constructor(configuration: StoreConfiguration, ports: ReadonlyMap<string, number>) {
    this.#configuration = configuration;
    this.#ports = ports;
    this.endpoints = new Map([...ports].map(([node, port]) => [node, { kind: 'tcp', host: '127.0.0.1', port }]));
  }

  get nodes(): readonly string[] {
    return [...this.#ports.keys()];
  }

  port(node: string): number {
    return this.#ports.get(node) as number;
  }

  output(node: string): string {
    return this.#output.get(node) ?? '';
  }

  /** `newestVersion`: of the protocol, as a node speaks it that is not upgraded yet. */
  startNode(node: string, newestVersion?: number): void {
    const peers = [...this.#ports].filter(([name]) => name !== node);
    const child = spawn(process.execPath, [main], {
      env: {
        STORE_NODE: node,
        STORE_PEERS: peers.map(([name, port]) => `${name}=127.0.0.1:${port}`).join(','),
        STORE_PORT: String(this.port(node)),
        STORE_DATA: join(this.#directory, node),
        STORE_CONFIGURATION: JSON.stringify(this.#configuration),
        ...(newestVersion === undefined ? {} : { STORE_PROTOCOL: String(newestVersion) }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => this.#output.set(node, this.output(node) + text.toString()));
    }
    this.#processes.set(node, child);
  }

  /** Sends a signal, waits for the end unless it has ended by itself, and answers the exit code, or the signal that ended it. */
  async end(node: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string> {
    const child = this.#processes.get(node) as ChildProcess;
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    this.#processes.delete(node);
    return child.exitCode ?? child.signalCode ?? 'nothing';
  }

  /** Waits until the process has ended by itself, and answers its exit code. */
  async exit(node: string): Promise<number | null> {
    const child = this.#processes.get(node) as ChildProcess;
    if (child.exitCode === null) await once(child, 'exit');
    this.#processes.delete(node);
    return child.exitCode;
  }

  /** Flips bits in the middle of one of the node's files. */
  damage(node: string, file: string): void {
    const path = join(this.#directory, node, file);
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
    writeFileSync(path, bytes);
  }

  /** Null if the node does not answer. */
  async status(node: string): Promise<NodeStatus | null> {
    try {
      return await nodeStatus(this.endpoints.get(node) as Endpoint, AbortSignal.timeout(statusTimeoutMs));
    } catch {
      return null; // Not there, or not in time: what this function is there to find out.
    }
  }

  /** Asks every node again and again until exactly one is a ready primary and `others` replicas are ready. */
  awaitLeader(others: number): Promise<string> {
    return vi.waitFor(() => this.#findLeader(others), { timeout: 15_000, interval: 50 });
  }

  async #findLeader(others: number): Promise<string> {
    const statuses = await Promise.all(this.nodes.map(async (node) => [node, await this.status(node)] as const));
    const ready = statuses.filter(([, status]) => status?.ready === true);
    const primaries = ready.filter(([, status]) => status?.role === 'primary').map(([node]) => node);
    if (primaries.length === 1 && ready.length === others + 1) return primaries[0] as string;
    throw new Error(`no leader with ${others} replicas:\n${this.nodes.map((node) => this.output(node)).join('\n')}`);
  }

  async stop(): Promise<void> {
    for (const node of this.#processes.keys()) await this.end(node, 'SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
