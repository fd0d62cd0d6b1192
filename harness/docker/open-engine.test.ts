import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OrdealError } from '../errors.ts';
import { openEngine } from './open-engine.ts';

async function failure(work: Promise<unknown>): Promise<OrdealError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof OrdealError) return error;
    throw error;
  }
  throw new Error('it should have failed');
}

it('lists every place that it tried and why each did not do', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ordeal-no-engine-'));
  try {
    const machine = {
      platform: 'linux',
      environment: { XDG_RUNTIME_DIR: directory },
      homeDirectory: directory,
    } as const;
    const error = await failure(openEngine(join(directory, 'docker.sock'), machine));
    expect(error.code).toBe('no-engine');
    expect(error.message).toContain(`${directory}/docker.sock (--docker-host): no such socket`);
    expect(error.remedy).toContain('--docker-host');
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('goes where it is told even if DOCKER_HOST names another engine', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(500).end('{"message":"not an engine"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${port}`;
  try {
    const error = await failure(openEngine('unix:///nonexistent/docker.sock'));
    expect(error.message).toContain('unix:///nonexistent/docker.sock (--docker-host): no such socket');
    expect(asked).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
    server.close();
  }
});
