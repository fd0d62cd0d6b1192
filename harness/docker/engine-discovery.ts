/**
 * Where a container engine may be listening, as a list of small strategies. Platform and environment are passed in, so
 * that every machine can be tested on any. What a person said wins (`--docker-host`, then `DOCKER_HOST`) and is the only
 * place then looked at; otherwise the usual sockets of Docker, its desktop relatives and Podman, in this order.
 */
import { OrdealError } from '../errors.ts';

export interface DiscoverySetting {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

export type EngineAddress =
  /** `path` of a Unix socket or a Windows named pipe. */
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly certificateDirectory: string | null;
    };

export interface EngineCandidate {
  /** Why we look there: `DOCKER_HOST`, `rootless Docker`, ... */
  readonly origin: string;
  /** As a person would write it: `unix:///var/run/docker.sock`. */
  readonly text: string;
  readonly address: EngineAddress;
}

type Strategy = (setting: DiscoverySetting) => { readonly origin: string; readonly text: string } | null;

const runtimeSocket = (origin: string, file: string): Strategy => {
  return ({ platform, environment: { XDG_RUNTIME_DIR: directory } }) =>
    platform === 'win32' || directory === undefined || directory === ''
      ? null
      : { origin, text: `unix://${directory}/${file}` };
};

const homeSocket = (origin: string, file: string): Strategy => {
  return ({ platform, homeDirectory }) =>
    platform === 'win32' ? null : { origin, text: `unix://${homeDirectory}/${file}` };
};

const systemSocket = (origin: string, path: string): Strategy => {
  return ({ platform }) => (platform === 'win32' ? null : { origin, text: `unix://${path}` });
};

const usualPlaces: readonly Strategy[] = [
  systemSocket('Docker', '/var/run/docker.sock'),
  runtimeSocket('rootless Docker', 'docker.sock'),
  homeSocket('Docker Desktop', '.docker/run/docker.sock'),
  homeSocket('colima', '.colima/default/docker.sock'),
  runtimeSocket('rootless Podman', 'podman/podman.sock'),
  systemSocket('Podman', '/run/podman/podman.sock'),
  ({ platform }) =>
    platform === 'win32' ? { origin: 'Docker Desktop', text: 'npipe:////./pipe/docker_engine' } : null,
];

function badAddress(origin: string, text: string, why: string): OrdealError {
  return new OrdealError(
    'bad-docker-host',
    `${origin} is ${JSON.stringify(text)}: ${why}`,
    'use unix:///path/to/docker.sock, tcp://host:port or npipe:////./pipe/name',
  );
}

function parseTcp(origin: string, text: string, environment: DiscoverySetting['environment']): EngineAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new OrdealError(
      'bad-docker-host',
      `${origin} is ${JSON.stringify(text)}: not an address`,
      'use tcp://host:port',
      {
        cause: error,
      },
    );
  }
  const secure = url.protocol === 'https:' || (environment['DOCKER_TLS_VERIFY'] ?? '') !== '' || url.port === '2376';
  const directory = environment['DOCKER_CERT_PATH'] ?? '';
  if (secure && directory === '') {
    throw badAddress(origin, text, 'this address wants TLS, but DOCKER_CERT_PATH does not name the certificates');
  }
  return {
    kind: 'tcp',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 2375 : Number(url.port),
    certificateDirectory: secure ? directory : null,
  };
}

/** Parses an engine's address as a person writes it. Throws an OrdealError that names `origin` if it cannot be used. */
export function parseEngineAddress(
  origin: string,
  text: string,
  environment: DiscoverySetting['environment'],
): EngineAddress {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(text) ?? [];
  switch (scheme) {
    case 'unix':
    case 'npipe':
      if (rest === '') throw badAddress(origin, text, 'the path is missing');
      return { kind: 'socket', path: rest };
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(origin, text.replace(/^tcp:/, 'http:'), environment);
    case 'ssh':
      throw badAddress(origin, text, 'Ordeal does not tunnel through ssh (its clients need the published ports)');
    default:
      if (text.startsWith('/')) return { kind: 'socket', path: text };
      throw badAddress(origin, text, 'not an address that Ordeal knows');
  }
}

/** Every place to try, best first. `dockerHost` is what the person gave as `--docker-host`, if anything. */
export function engineCandidates(setting: DiscoverySetting, dockerHost?: string): readonly EngineCandidate[] {
  const told = [
    { origin: '--docker-host', text: dockerHost ?? '' },
    { origin: 'DOCKER_HOST', text: setting.environment['DOCKER_HOST'] ?? '' },
  ].find(({ text }) => text !== '');
  const places = told === undefined ? usualPlaces.map((strategy) => strategy(setting)) : [told];
  return places
    .filter((place) => place !== null)
    .map((place) => ({ ...place, address: parseEngineAddress(place.origin, place.text, setting.environment) }));
}

/** Where ports are published for this engine, and under which host the controller reaches them. */
export function publishing(address: EngineAddress): { readonly bindAddress: string; readonly connectHost: string } {
  const local = { bindAddress: '127.0.0.1', connectHost: '127.0.0.1' };
  if (address.kind === 'socket' || ['localhost', '127.0.0.1', '::1'].includes(address.host)) return local;
  // A remote engine (for instance a sidecar of a CI job) has a loopback of its own, which we could not reach.
  return { bindAddress: '', connectHost: address.host };
}
