import { expect, it } from 'vitest';
import { logFileName } from './node-logs.ts';

it.each([
  ['/var/log/redis/server.log', 'var-log-redis-server.log'],
  ['/var/log/messages', 'var-log-messages.log'],
  ['../../etc/passwd', 'etc-passwd.log'],
  ['/output.log', 'file-output.log'],
  ['/', 'file-.log'],
  ['/tmp/<img src=x>\n', 'tmp-img-src-x-.log'],
])('makes one harmless segment of %j', (path, name) => {
  expect(logFileName(path)).toBe(name);
});
