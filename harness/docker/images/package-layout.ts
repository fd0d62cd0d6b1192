/**
 * Where the project's own files are, in a checkout (TypeScript run directly) and in the published package (compiled to
 * `dist/`, Dockerfiles beside it).
 */
import { fileURLToPath } from 'node:url';

export interface PackageLayout {
  /** Holds `docker/`. */
  readonly packageRoot: string;
  /** Holds `targets/`, `checkers/` and `harness/` as Node runs them. */
  readonly sourceRoot: string;
  /** What those files end in. */
  readonly extension: 'ts' | 'js';
}

/** The layout of the installation that the module at `moduleUrl` (in `harness/docker/images/`) belongs to. */
export function packageLayout(moduleUrl: string = import.meta.url): PackageLayout {
  const extension = moduleUrl.endsWith('.ts') ? 'ts' : 'js';
  const sourceRoot = new URL('../../../', moduleUrl);
  const packageRoot = extension === 'ts' ? sourceRoot : new URL('../', sourceRoot);
  return { packageRoot: fileURLToPath(packageRoot), sourceRoot: fileURLToPath(sourceRoot), extension };
}
