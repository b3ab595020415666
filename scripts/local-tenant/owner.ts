import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { certificatePath } from './certificate.ts';

/** Who owns a state folder: written before the port is open (port 0), and again when it is. */
export interface Owner {
  readonly pid: number;
  readonly port: number;
  /** Told by the server itself, so that a reused process id or port is not taken for it. */
  readonly instance: string;
}

export const INSTANCE_PATH = '/.local-tenant/instance';

const PROBE_MS = 3_000;

/** A server that has not opened its port by then never will. */
const STARTING_MS = 30_000;

function ownerPath(stateDir: string): string {
  return join(stateDir, 'owner.json');
}

/** Takes the folder for this process, or throws a Problem that names who has it. */
export async function takeOwnership(stateDir: string, owner: Owner): Promise<void> {
  mkdirSync(stateDir, { recursive: true });
  const path = ownerPath(stateDir);
  if (createExclusively(path, owner)) return;
  const text = readIfExists(path);
  const present = text === undefined ? undefined : parseOwner(text);
  if (present && (await mayBeAlive(stateDir, present))) throw owned(stateDir, present);
  if (text !== undefined) removeStale(path, text, owner.instance);
  if (!createExclusively(path, owner)) {
    throw owned(stateDir, parseOwner(readIfExists(path) ?? ''));
  }
}

/** Says on which port the owner listens. */
export function announce(stateDir: string, owner: Owner): void {
  writeFileAtomic(ownerPath(stateDir), JSON.stringify(owner), 0o600);
}

/** Gives the folder up, when it is still this instance's. */
export function releaseOwnership(stateDir: string, instance: string): void {
  const path = ownerPath(stateDir);
  if (parseOwner(readIfExists(path) ?? '')?.instance === instance) rmSync(path, { force: true });
}

/** The owner that answers on its port now, or undefined. */
export async function livingOwner(stateDir: string): Promise<Owner | undefined> {
  const owner = parseOwner(readIfExists(ownerPath(stateDir)) ?? '');
  if (!owner || owner.port === 0 || !processRuns(owner.pid)) return undefined;
  return (await probe(stateDir, owner)) === 'alive' ? owner : undefined;
}

function owned(stateDir: string, owner: Owner | undefined): Problem {
  const who = owner ? ` (process ${owner.pid}${owner.port === 0 ? '' : `, port ${owner.port}`})` : '';
  return new Problem('local-tenant-running', `Another local tenant${who} uses the state in ${stateDir}.`, {
    at: { file: ownerPath(stateDir) },
    hint: 'Stop it first, or choose another folder with --state. If no such process runs, delete the file.',
  });
}

/**
 * Errs on the side of alive: only a dead process, a port that another server holds, or a start that never came to its
 * end frees the folder.
 */
async function mayBeAlive(stateDir: string, owner: Owner): Promise<boolean> {
  if (!processRuns(owner.pid)) return false;
  if (owner.port === 0) return Date.now() - statSync(ownerPath(stateDir)).mtimeMs < STARTING_MS;
  return (await probe(stateDir, owner)) !== 'other';
}

function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A killed process keeps its id until its parent asks for it, which in a container may be never. Linux only. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** `other`: nothing, or somebody else, listens there. `silent`: no answer in time. */
function probe(stateDir: string, owner: Owner): Promise<'alive' | 'other' | 'silent'> {
  return new Promise((resolve) => {
    const ca = readIfExists(certificatePath(stateDir));
    const request = get(
      { host: '127.0.0.1', port: owner.port, path: INSTANCE_PATH, ca, agent: false, timeout: PROBE_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text === owner.instance ? 'alive' : 'other'));
      },
    );
    request.on('timeout', () => {
      resolve('silent');
      request.destroy();
    });
    request.on('error', () => resolve('other'));
  });
}

/** A link appears with its content or not at all; an exclusive create would show an empty file for a moment. */
function createExclusively(path: string, owner: Owner): boolean {
  const temporary = `${path}.${owner.instance}.new.tmp`;
  writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Moves the file aside and looks at it again: of two that find it stale, one must not remove what the other has put there. */
function removeStale(path: string, staleText: string, instance: string): void {
  const aside = `${path}.${instance}.tmp`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readIfExists(aside) !== staleText) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner>;
    const { pid, port, instance } = value;
    const valid = Number.isInteger(pid) && Number.isInteger(port) && typeof instance === 'string';
    return valid ? (value as Owner) : undefined;
  } catch {
    return undefined;
  }
}
