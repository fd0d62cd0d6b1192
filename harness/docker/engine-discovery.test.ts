import { describe, expect, it } from 'vitest';
import { type DiscoverySetting, engineCandidates, parseEngineAddress, publishing } from './engine-discovery.ts';

const linux: DiscoverySetting = {
  platform: 'linux',
  environment: { XDG_RUNTIME_DIR: '/run/user/1000' },
  homeDirectory: '/home/ada',
};

describe('engineCandidates', () => {
  it('tries the usual sockets on Linux, Docker before Podman', () => {
    expect(engineCandidates(linux).map(({ origin, text }) => `${origin}: ${text}`)).toEqual([
      'Docker: unix:///var/run/docker.sock',
      'rootless Docker: unix:///run/user/1000/docker.sock',
      'Docker Desktop: unix:///home/ada/.docker/run/docker.sock',
      'colima: unix:///home/ada/.colima/default/docker.sock',
      'rootless Podman: unix:///run/user/1000/podman/podman.sock',
      'Podman: unix:///run/podman/podman.sock',
    ]);
  });

  it('leaves out what needs a runtime directory when there is none', () => {
    const origins = engineCandidates({ ...linux, environment: {} }).map(({ origin }) => origin);
    expect(origins).toEqual(['Docker', 'Docker Desktop', 'colima', 'Podman']);
  });

  it('knows the pipe on Windows, and nothing else', () => {
    const windows: DiscoverySetting = { ...linux, platform: 'win32' };
    expect(engineCandidates(windows)).toEqual([
      {
        origin: 'Docker Desktop',
        text: 'npipe:////./pipe/docker_engine',
        address: { kind: 'socket', path: '//./pipe/docker_engine' },
      },
    ]);
  });

  it('looks only where DOCKER_HOST says, and only where --docker-host says if that is given', () => {
    const setting = { ...linux, environment: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } };
    expect(engineCandidates(setting)).toEqual([
      {
        origin: 'DOCKER_HOST',
        text: 'tcp://127.0.0.1:2375',
        address: { kind: 'tcp', host: '127.0.0.1', port: 2375, certificateDirectory: null },
      },
    ]);
    expect(engineCandidates(setting, 'unix:///tmp/other.sock')).toEqual([
      {
        origin: '--docker-host',
        text: 'unix:///tmp/other.sock',
        address: { kind: 'socket', path: '/tmp/other.sock' },
      },
    ]);
  });
});

describe('parseEngineAddress', () => {
  const parse = (text: string, environment: Record<string, string> = {}) =>
    parseEngineAddress('DOCKER_HOST', text, environment);

  it('takes a bare path for a socket, brackets for IPv6, and 2375 for a missing port', () => {
    expect(parse('/run/docker.sock')).toEqual({ kind: 'socket', path: '/run/docker.sock' });
    expect(parse('tcp://[::1]:99')).toEqual({ kind: 'tcp', host: '::1', port: 99, certificateDirectory: null });
    expect(parse('tcp://engine')).toEqual({ kind: 'tcp', host: 'engine', port: 2375, certificateDirectory: null });
  });

  it('wants certificates where TLS is asked for', () => {
    const secure = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(parse('tcp://engine:2376', secure)).toMatchObject({ certificateDirectory: '/certs' });
    expect(() => parse('tcp://engine:2376')).toThrow(/wants TLS, but DOCKER_CERT_PATH/);
  });

  it.each([
    ['ssh://host', /does not tunnel through ssh/],
    ['unix://', /the path is missing/],
    ['gopher://host', /not an address that Ordeal knows/],
    ['tcp://', /not an address/],
  ])('refuses %s, naming where it came from', (text, reason) => {
    expect(() => parse(text)).toThrow(reason);
    expect(() => parse(text)).toThrow(/^DOCKER_HOST is /);
  });
});

describe('publishing', () => {
  it('publishes on loopback for an engine of this machine', () => {
    const loopback = { bindAddress: '127.0.0.1', connectHost: '127.0.0.1' };
    expect(publishing({ kind: 'socket', path: '/var/run/docker.sock' })).toEqual(loopback);
    expect(publishing({ kind: 'tcp', host: 'localhost', port: 1, certificateDirectory: null })).toEqual(loopback);
  });

  it("reaches a remote engine's ports at that engine", () => {
    expect(publishing({ kind: 'tcp', host: 'engine', port: 1, certificateDirectory: null })).toEqual({
      bindAddress: '',
      connectHost: 'engine',
    });
  });
});
