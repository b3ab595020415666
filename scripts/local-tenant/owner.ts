import { mkdirSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { createExclusively, removeStale } from '../lib/exclusive-file.ts';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { processRuns } from '../lib/processes.ts';
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
  const own = JSON.stringify(owner);
  if (createExclusively(path, own)) return;
  const text = readIfExists(path);
  const present = text === undefined ? undefined : parseOwner(text);
  if (present && (await mayBeAlive(stateDir, present))) throw owned(stateDir, present);
  if (text !== undefined) removeStale(path, text);
  if (!createExclusively(path, own)) {
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
