/**
 * What a node's program throws when a file on its disk holds what nobody wrote there. It must not go on with it: it would
 * forget what it promised, or say what never was. A host ends the process for it, with the reason in the node's log; the node is
 * down until somebody repairs its disk.
 */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';

  constructor(file: string, what: string) {
    super(`the file ${file} is damaged: ${what}`);
  }
}
