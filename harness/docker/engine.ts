/**
 * The engine port: all that the Docker backend asks of a container engine, in its own words. dockerode implements it
 * (dockerode-engine.ts); nothing else in Ordeal sees dockerode. Verbs end with the world as they say and may be repeated:
 * removing what is gone, starting what runs or pausing what is paused is no error.
 */
import type { Readable } from 'node:stream';
import type { EngineAddress } from './engine-discovery.ts';

export type Labels = Readonly<Record<string, string>>;

export interface EngineInfo {
  readonly version: string;
  /** `Docker`, `Podman`, ... */
  readonly product: string;
  readonly rootless: boolean;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
}

export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels: Labels;
  readonly capabilities?: readonly string[];
  /** A volume's name and where it is mounted. */
  readonly mount?: { readonly volume: string; readonly path: string };
  /** `joined`: lives in the network namespace of another container. */
  readonly network:
    | { readonly kind: 'none' }
    | { readonly kind: 'joined'; readonly container: string }
    | { readonly kind: 'bridge'; readonly name: string; readonly alias: string };
  readonly publish?: { readonly port: number; readonly bindAddress: string };
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  readonly paused: boolean;
  /** RFC 3339 with nanoseconds, the engine's clock. */
  readonly startedAt: string;
  /** Of the last life. */
  readonly exitCode: number;
  /** The engine's own words if it could not run it; else empty. */
  readonly error: string;
  /** IPv4 address by network name. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Host port by container port (TCP). */
  readonly publishedPorts: ReadonlyMap<number, number>;
}

/** Something of ours that exists on the engine. Containers also say whether they are paused. */
export interface Labelled {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuildPlan {
  readonly tag: string;
  readonly context: Readable;
  readonly labels: Labels;
  /** Every line of the build's output. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Engine {
  readonly address: EngineAddress;
  /** Where it was found, for people: `unix:///var/run/docker.sock (Docker)`. */
  readonly found: string;
  info(): Promise<EngineInfo>;

  /** Resolves to the container's id. */
  createContainer(plan: ContainerPlan): Promise<string>;
  startContainer(id: string): Promise<void>;
  /** The image's stop signal, and SIGKILL after `graceMs`; resolves once the container is not running. */
  stopContainer(id: string, graceMs: number): Promise<void>;
  /** SIGKILL; resolves once the container is not running. A paused one is killed too. */
  killContainer(id: string): Promise<void>;
  pauseContainer(id: string): Promise<void>;
  unpauseContainer(id: string): Promise<void>;
  /** Forcibly, with its anonymous volumes, whatever state it is in. */
  removeContainer(id: string): Promise<void>;
  inspectContainer(id: string): Promise<ContainerState | null>;
  /** Runs a program (no shell) in a running container. Rejects if it has not ended after `timeoutMs`. */
  exec(id: string, argv: readonly string[], timeoutMs: number): Promise<ExecResult>;
  /** Output so far, both streams in order; each line begins with the engine's time stamp. `tailLines` for the end only. */
  containerOutput(id: string, tailLines?: number): Promise<string>;
  /** A file or directory of a container as a tar archive; null if there is none. */
  readArchive(id: string, path: string): Promise<Buffer | null>;

  createNetwork(name: string, labels: Labels): Promise<void>;
  removeNetwork(name: string): Promise<void>;
  createVolume(name: string, labels: Labels): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** Everything that carries this label (`key` or `key=value`), in any state. */
  listContainers(label: string): Promise<readonly Labelled[]>;
  listNetworks(label: string): Promise<readonly Labelled[]>;
  listVolumes(label: string): Promise<readonly Labelled[]>;

  /** The image's id, or null if the engine does not have it. */
  imageId(image: string): Promise<string | null>;
  /** Rejects with the output of the failing step. */
  buildImage(plan: BuildPlan): Promise<void>;
  /** Rejects if there is no word from the registry within `patienceMs`, or later if the pull fails. */
  pullImage(image: string, patienceMs: number, signal: AbortSignal, onLine: (line: string) => void): Promise<void>;
  /** Makes an image of a root file system. */
  importImage(tar: Readable, image: string, signal: AbortSignal): Promise<void>;
  /** Whether a registry answers for this image now. */
  registryAnswers(image: string, patienceMs: number): Promise<boolean>;
}
