/**
 * The engine port by dockerode: containers, exec, networks and volumes (images: dockerode-images.ts). dockerode sets no
 * time limits, so every request here carries one.
 */
import type Dockerode from 'dockerode';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { OrdealError } from '../errors.ts';
import { imageVerbs } from './dockerode-images.ts';
import type { EngineCandidate } from './engine-discovery.ts';
import { accepting, failureText, statusCode } from './engine-failure.ts';
import type { ContainerPlan, ContainerState, Engine, EngineInfo, ExecResult, Labelled } from './engine.ts';
import { framedText } from './framed-output.ts';
import { createRealTimeline } from './real-timeline.ts';

const requestLimitMs = 30_000;
/** Bounds what a node's output may take on the engine's disk: two files of this size. */
const outputLimit = { 'max-size': '10m', 'max-file': '2' };

/** What engines of every age may or may not say of themselves. */
const infoDetails = {
  SecurityOptions: z.array(z.string()).nullish(),
  CgroupVersion: z.string().nullish(),
};

const limited = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(requestLimitMs) });

function creationRequest(plan: ContainerPlan): Dockerode.ContainerCreateOptions {
  const { network, publish, mount } = plan;
  const port = publish === undefined ? null : `${publish.port}/tcp`;
  return {
    name: plan.name,
    Image: plan.image,
    ...(plan.command === undefined ? {} : { Cmd: [...plan.command] }),
    Env: Object.entries(plan.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    Labels: { ...plan.labels },
    Tty: false,
    // An image's own health check would run inside nodes that are broken on purpose.
    Healthcheck: { Test: ['NONE'] },
    ...(network.kind === 'bridge' ? { Hostname: network.alias } : {}),
    ...(port === null ? {} : { ExposedPorts: { [port]: {} } }),
    HostConfig: {
      CapAdd: [...(plan.capabilities ?? [])],
      LogConfig: { Type: 'json-file', Config: outputLimit },
      RestartPolicy: { Name: 'no' },
      NetworkMode:
        network.kind === 'none' ? 'none' : network.kind === 'joined' ? `container:${network.container}` : network.name,
      ...(mount === undefined ? {} : { Mounts: [{ Type: 'volume', Source: mount.volume, Target: mount.path }] }),
      ...(port === null || publish === undefined
        ? {}
        : { PortBindings: { [port]: [{ HostIp: publish.bindAddress, HostPort: '' }] } }),
    },
    ...(network.kind === 'bridge'
      ? { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [network.alias] } } } }
      : {}),
    ...limited(),
  };
}

function containerState(info: Dockerode.ContainerInspectInfo): ContainerState {
  const addresses = Object.entries(info.NetworkSettings.Networks)
    .map(([network, { IPAddress }]) => [network, IPAddress] as const)
    .filter(([, address]) => address !== '');
  const ports = Object.entries(info.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
    const hostPort = Number(bindings?.[0]?.HostPort ?? 0);
    return hostPort > 0 ? [[Number.parseInt(port, 10), hostPort] as const] : [];
  });
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    running: info.State.Running,
    paused: info.State.Paused,
    startedAt: info.State.StartedAt,
    exitCode: info.State.ExitCode,
    error: info.State.Error,
    addresses: new Map(addresses),
    publishedPorts: new Map(ports),
  };
}

class DockerodeEngine {
  readonly address: Engine['address'];
  readonly found: string;
  readonly #docker: Dockerode;
  readonly #timeline = createRealTimeline();

  constructor(docker: Dockerode, candidate: EngineCandidate) {
    this.#docker = docker;
    this.address = candidate.address;
    this.found = `${candidate.text} (${candidate.origin})`;
  }

  async info(): Promise<EngineInfo> {
    // Neither takes a signal; the caller bounds them (see open-engine.ts).
    const [version, info] = await Promise.all([this.#docker.version(), this.#docker.info()]);
    const details = z.looseObject(infoDetails).parse(info);
    const components = version.Components ?? [];
    return {
      version: version.Version,
      product: components.some(({ Name }) => Name.startsWith('Podman')) ? 'Podman' : 'Docker',
      rootless: (details.SecurityOptions ?? []).some((option) => option.includes('rootless')),
      cgroupVersion: details.CgroupVersion ?? '1',
    };
  }

  async createContainer(plan: ContainerPlan): Promise<string> {
    return (await this.#docker.createContainer(creationRequest(plan))).id;
  }

  async startContainer(id: string): Promise<void> {
    await accepting([304], this.#docker.getContainer(id).start(limited()));
  }

  async stopContainer(id: string, graceMs: number): Promise<void> {
    const limit = { abortSignal: AbortSignal.timeout(graceMs + requestLimitMs) };
    await accepting([304], this.#docker.getContainer(id).stop({ t: Math.ceil(graceMs / 1000), ...limit }));
  }

  async killContainer(id: string): Promise<void> {
    const container = this.#docker.getContainer(id);
    // 409: it is not running. A frozen process takes the signal once it is thawed, before it does anything else.
    await accepting([409], container.kill({ signal: 'SIGKILL', ...limited() }));
    const endNs = this.#timeline.nowNs() + requestLimitMs * 1e6;
    for (;;) {
      const state = await this.inspectContainer(id);
      if (state === null || !state.running) return;
      if (state.paused) await this.unpauseContainer(id);
      if (this.#timeline.nowNs() > endNs) {
        throw new OrdealError(
          'kill-without-effect',
          `container ${state.name} still runs ${requestLimitMs / 1000} s after SIGKILL`,
          'look at the engine (`docker ps`), then `ordeal heal`',
        );
      }
      await this.#timeline.sleep(20);
    }
  }

  async pauseContainer(id: string): Promise<void> {
    try {
      await this.#docker.getContainer(id).pause(limited());
    } catch (error) {
      if ((await this.inspectContainer(id))?.paused !== true) throw error;
    }
  }

  async unpauseContainer(id: string): Promise<void> {
    try {
      await this.#docker.getContainer(id).unpause(limited());
    } catch (error) {
      if ((await this.inspectContainer(id))?.paused === true) throw error;
    }
  }

  async removeContainer(id: string): Promise<void> {
    // 409: somebody else is removing it already; wait for that.
    await accepting([404, 409], this.#docker.getContainer(id).remove({ force: true, v: true, ...limited() }));
    const endNs = this.#timeline.nowNs() + requestLimitMs * 1e6;
    while ((await this.inspectContainer(id)) !== null) {
      if (this.#timeline.nowNs() > endNs) {
        throw new OrdealError(
          'container-not-removed',
          `container ${id} is still there ${requestLimitMs / 1000} s after it was removed`,
          'look at the engine (`docker ps -a`), then `ordeal heal`',
        );
      }
      await this.#timeline.sleep(50);
    }
  }

  async inspectContainer(id: string): Promise<ContainerState | null> {
    try {
      return containerState(await this.#docker.getContainer(id).inspect(limited()));
    } catch (error) {
      if (statusCode(error) === 404) return null;
      throw error;
    }
  }

  async exec(id: string, argv: readonly string[], timeoutMs: number): Promise<ExecResult> {
    const limit = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
    const exec = await this.#docker
      .getContainer(id)
      .exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true, Tty: false, ...limit() });
    const output = await buffer(await exec.start({ hijack: false, stdin: false, Tty: false, ...limit() }));
    // The stream may end a moment before the engine knows the exit code.
    const endNs = this.#timeline.nowNs() + timeoutMs * 1e6;
    for (;;) {
      const state = await exec.inspect(limit());
      if (!state.Running && state.ExitCode !== null) {
        return { exitCode: state.ExitCode, stdout: framedText(output, 1), stderr: framedText(output, 2) };
      }
      if (this.#timeline.nowNs() > endNs) {
        throw new OrdealError(
          'exec-without-end',
          `${argv.join(' ')} in container ${id.slice(0, 12)} has not ended after ${timeoutMs} ms`,
          'look at the engine (`docker ps`), then `ordeal heal`',
        );
      }
      await this.#timeline.sleep(10);
    }
  }

  async containerOutput(id: string, tailLines?: number): Promise<string> {
    const output = await this.#docker.getContainer(id).logs({
      stdout: true,
      stderr: true,
      follow: false,
      timestamps: true,
      ...(tailLines === undefined ? {} : { tail: tailLines }),
      ...limited(),
    });
    return framedText(Buffer.isBuffer(output) ? output : Buffer.from(String(output)));
  }

  async readArchive(id: string, path: string): Promise<Buffer | null> {
    try {
      return await buffer(await this.#docker.getContainer(id).getArchive({ path, ...limited() }));
    } catch (error) {
      if (statusCode(error) === 404) return null;
      throw error;
    }
  }

  async createNetwork(name: string, labels: Labelled['labels']): Promise<void> {
    try {
      await this.#docker.createNetwork({ Name: name, Driver: 'bridge', Labels: { ...labels }, ...limited() });
    } catch (error) {
      throw new OrdealError(
        'network-refused',
        `the engine made no network for this trial: ${failureText(error)}`,
        'networks left over from earlier trials may have used up its addresses: `ordeal heal`',
        { cause: error },
      );
    }
  }

  async removeNetwork(name: string): Promise<void> {
    await accepting([404], this.#docker.getNetwork(name).remove(limited()));
  }

  async createVolume(name: string, labels: Labelled['labels']): Promise<void> {
    await this.#docker.createVolume({ Name: name, Labels: { ...labels }, ...limited() });
  }

  async removeVolume(name: string): Promise<void> {
    await accepting([404], this.#docker.getVolume(name).remove({ force: true, ...limited() }));
  }

  async listContainers(label: string): Promise<readonly Labelled[]> {
    const list = await this.#docker.listContainers({ all: true, filters: { label: [label] }, ...limited() });
    return list.map(({ Id, Names, Labels }) => ({ id: Id, name: (Names[0] ?? Id).replace(/^\//, ''), labels: Labels }));
  }

  async listNetworks(label: string): Promise<readonly Labelled[]> {
    const list = await this.#docker.listNetworks({ filters: { label: [label] }, ...limited() });
    return list.map(({ Id, Name, Labels }) => ({ id: Id, name: Name, labels: Labels ?? {} }));
  }

  async listVolumes(label: string): Promise<readonly Labelled[]> {
    const list = await this.#docker.listVolumes({ filters: { label: [label] }, ...limited() });
    // Podman and older engines answer null instead of an empty list.
    return (list.Volumes ?? []).map(({ Name, Labels }) => ({ id: Name, name: Name, labels: Labels ?? {} }));
  }
}

/** Speaks to the engine at this address (does not yet try whether it answers). */
export async function dockerodeEngine(candidate: EngineCandidate): Promise<Engine> {
  const docker = await openDockerode(candidate);
  const engine = new DockerodeEngine(docker, candidate);
  return Object.assign(engine, imageVerbs(docker));
}

async function openDockerode({ address }: EngineCandidate): Promise<Dockerode> {
  // Loaded only when an engine is wanted: it costs 80 ms.
  const [{ default: Client }, { readFile }] = await Promise.all([import('dockerode'), import('node:fs/promises')]);
  if (address.kind === 'socket') {
    // `host` and the rest are given as undefined because dockerode otherwise takes them from DOCKER_HOST.
    const unset = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined };
    return new Client({ ...unset, protocol: 'http', socketPath: address.path });
  }
  const { host, port, certificateDirectory: directory } = address;
  if (directory === null) return new Client({ host, port, protocol: 'http' });
  const [ca, cert, key] = await Promise.all(['ca', 'cert', 'key'].map((name) => readFile(`${directory}/${name}.pem`)));
  return new Client({ host, port, protocol: 'https', ca, cert, key });
}
