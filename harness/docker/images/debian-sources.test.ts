import { expect, it } from 'vitest';
import { archiveLines } from './debian-sources.ts';

it('reads deb822 and keeps the suites of the release only', () => {
  const deb822 = `# a comment
Types: deb deb-src
URIs: http://mirror.invalid/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.invalid/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: https://other.invalid/node
Suites: nodistro
Components: main

Types: deb
URIs: http://disabled.invalid/debian
Suites: bookworm
Components: main
Enabled: no
`;
  expect(archiveLines([deb822], 'bookworm')).toEqual([
    'deb http://mirror.invalid/debian bookworm main contrib',
    'deb http://mirror.invalid/debian bookworm-updates main contrib',
    'deb http://mirror.invalid/debian-security bookworm-security main',
  ]);
});

it('reads the old format with options and comments, and drops repeated lines', () => {
  const lines = `deb [arch=amd64 signed-by=/x.gpg] http://mirror.invalid/debian bookworm main # here
deb-src http://mirror.invalid/debian bookworm main
#deb http://gone.invalid/debian bookworm main
deb http://cloud.invalid/apt cloud-sdk-bookworm main
`;
  expect(archiveLines([lines, lines], 'bookworm')).toEqual(['deb http://mirror.invalid/debian bookworm main']);
});

it('gives nothing when the machine runs another release, or only a part of this one', () => {
  expect(archiveLines(['deb http://mirror.invalid/debian trixie main\n'], 'bookworm')).toEqual([]);
  expect(archiveLines(['deb http://mirror.invalid/security bookworm-security main\n'], 'bookworm')).toEqual([]);
});
