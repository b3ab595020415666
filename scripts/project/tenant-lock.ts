import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { createExclusively, removeStale } from '../lib/exclusive-file.ts';
import { readIfExists } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';
import { processRuns, processStart } from '../lib/processes.ts';
import type { Project } from './project.ts';

/** Who is changing a tenant. */
const Holder = v.object({
  verb: v.string(),
  pid: v.number(),
  /** When the process began: its id may be given to another. */
  start: v.optional(v.string()),
  host: v.string(),
  /** ISO time. */
  since: v.string(),
});
type Holder = v.InferOutput<typeof Holder>;

/** How often the holder gives a sign of life, for those who look from another machine. */
const BEAT_MS = 10_000;

/** A holder on another machine that was silent for so long is gone. */
const SILENT_MS = 120_000;

/**
 * Runs what changes the tenant, one at a time: two would share one journal and one moment to roll back to. Throws a
 * Problem that names who is at it. The lock of a process that was killed holds nobody up.
 */
export async function withTenantLock<T>(project: Project, verb: string, use: () => Promise<T>): Promise<T> {
  const path = lockPath(project);
  const own: Holder = {
    verb,
    pid: process.pid,
    start: processStart(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(own);
  take(project, path, text);
  const beat = setInterval(() => touch(path), BEAT_MS).unref();
  try {
    return await use();
  } finally {
    clearInterval(beat);
    if (readIfExists(path) === text) rmSync(path, { force: true });
  }
}

/** By the domain, as several names may stand for one tenant. */
function lockPath({ target, name, stateDir }: Project): string {
  const tenant = target.kind === 'real' ? target.domain.replaceAll(':', '_') : name;
  return join(stateDir, `${tenant}.lock`);
}

function take(project: Project, path: string, text: string): void {
  const at = { file: relative(project.root, path) };
  try {
    mkdirSync(project.stateDir, { recursive: true });
    if (createExclusively(path, text)) return;
    const present = readIfExists(path);
    if (present !== undefined && !isHeld(path, parse(present))) removeStale(path, present);
    if (createExclusively(path, text)) return;
  } catch (error) {
    throw new Problem(
      'state-unwritable',
      `The lock of ${project.name} cannot be written: ${messageOf(error)}`,
      {
        at,
        hint: 'The folder has to take the journal and the Receipt as well; --state names another. Nothing was sent.',
        cause: error,
      },
    );
  }
  throw new Problem('tenant-locked', `${sentenceOn(project, parse(readIfExists(path) ?? ''))}.`, {
    at,
    hint: 'Nothing was sent. Run again when it is over; if there is no such process any more, delete the file.',
  });
}

/** Who is changing the tenant now, as a sentence without its full stop; undefined when nobody is. */
export function whoChanges(project: Project): string | undefined {
  const path = lockPath(project);
  const holder = parse(readIfExists(path) ?? '');
  return isHeld(path, holder) ? sentenceOn(project, holder) : undefined;
}

function sentenceOn({ name }: Project, holder: Holder | undefined): string {
  if (holder === undefined) return `Somebody has been changing ${name}`;
  const { verb, pid, host, since } = holder;
  return `A ${verb} (process ${pid} on ${host}) has been changing ${name} since ${since}`;
}

/** Errs on the side of held; a lock that cannot be read holds nobody up, as it is written whole or not at all. */
function isHeld(path: string, holder: Holder | undefined): boolean {
  if (holder === undefined) return false;
  if (holder.host === hostname()) return processRuns(holder.pid) && processStart(holder.pid) === holder.start;
  const seen = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return seen !== undefined && Date.now() - seen < SILENT_MS;
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Whoever took the lock away has been told by the Problem what that means.
  }
}

function parse(text: string): Holder | undefined {
  try {
    return v.parse(Holder, JSON.parse(text));
  } catch {
    return undefined;
  }
}
