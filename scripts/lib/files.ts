import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The file's text, or undefined when there is no such file. Any other failure is thrown. */
export function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes the whole file or nothing: a temporary sibling is written, flushed to the disk and renamed over the target,
 * so that a reader, or a kill at any moment, meets either the old content or the new. Folders are made as needed.
 */
export function writeFileAtomic(path: string, content: string, mode = 0o644): void {
  const target = statSync(path, { throwIfNoEntry: false });
  if (target !== undefined && !target.isFile()) {
    // A device, a pipe: it takes the content, and must not become a file.
    writeFileSync(path, content);
    return;
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && target !== undefined) {
    writeFileAtomic(realpathSync(path), content, mode);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes each staged file whose content differs from the disk, and returns the paths written, in staged order. */
export function writeChanged(staged: ReadonlyMap<string, string>): string[] {
  const changed = [...staged].filter(([path, content]) => readIfExists(path) !== content);
  for (const [path, content] of changed) writeFileAtomic(path, content);
  return changed.map(([path]) => path);
}
