/**
 * Which Debian archive this machine installs from, so that an image made here fetches its packages from the same place.
 * Reads both formats of apt (one line each, and deb822) and keeps only the archive's own suites of one release.
 */

/** Lines for a sources list: `deb URI SUITE COMPONENTS`. Empty if the machine does not use this release. */
export function archiveLines(files: readonly string[], release: string): string[] {
  const suites = new Set([release, `${release}-updates`, `${release}-security`]);
  const entries = files.flatMap((text) => (/^\s*Types:/im.test(text) ? deb822Entries(text) : lineEntries(text)));
  const lines = entries
    .filter(({ suite, components }) => suites.has(suite) && components.includes('main'))
    .map(({ uri, suite, components }) => `deb ${uri} ${suite} ${components.join(' ')}`);
  const unique = [...new Set(lines)];
  // Without the release itself (only its security suite, say) a system cannot be made.
  return unique.some((line) => line.split(' ')[2] === release) ? unique : [];
}

interface ArchiveEntry {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

function lineEntries(text: string): ArchiveEntry[] {
  return text.split('\n').flatMap((line) => {
    const words = line
      .replace(/#.*/, '')
      .replace(/\[[^\]]*\]/, '')
      .trim()
      .split(/\s+/);
    const [type, uri, suite, ...components] = words;
    return type === 'deb' && uri !== undefined && suite !== undefined ? [{ uri, suite, components }] : [];
  });
}

function deb822Entries(text: string): ArchiveEntry[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string[]>();
    for (const line of stanza.split('\n')) {
      const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
      if (name !== undefined) fields.set(name.toLowerCase(), (value ?? '').trim().split(/\s+/));
    }
    const all = (name: string): string[] => fields.get(name) ?? [];
    if (!all('types').includes('deb') || all('enabled')[0] === 'no') return [];
    return all('uris').flatMap((uri) => all('suites').map((suite) => ({ uri, suite, components: all('components') })));
  });
}
