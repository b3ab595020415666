import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';
import type { State } from './state.ts';

export interface Store {
  /** The present state. Not to be changed by its reader. */
  read(): State;
  /** Runs the change on a copy and writes the copy to the disk; a change that throws leaves memory and disk as they were. */
  update<T>(change: (draft: State) => T): T;
  /**
   * Takes the state that `change` makes of the present one, without changing that, for what a kill may lose: it is on
   * the disk a moment later, and with the next `update` at the latest. A flush to the disk takes as long as all the
   * rest of a login.
   */
  updateSoon(change: (state: State) => State): void;
  /** Writes now what `updateSoon` has left. */
  flush(): void;
}

/** How long a change may wait for the disk, in milliseconds; the flush blocks every login for some ten of them. */
const SOON = 1000;

const list = v.array(v.looseObject({}));

const STATE_SHAPE = v.looseObject({
  version: v.literal(1),
  domain: v.string(),
  deployClientId: v.string(),
  keys: v.pipe(list, v.minLength(1)),
  clients: list,
  connections: list,
  actions: list,
  bindings: v.record(v.string(), list),
  resourceServers: list,
  clientGrants: list,
  rules: list,
  rulesConfigs: list,
  users: v.optional(list, []),
});

/**
 * Opens the state file, or makes it from `initial`. A file that cannot be read is a Problem and is never overwritten.
 * Every update is on the disk (whole file, mode 0600, atomic rename) before it returns.
 */
export async function openStore(path: string, initial: () => Promise<State>): Promise<Store> {
  const existing = readState(path);
  removeLeftOvers(path);
  let state = existing ?? (await initial());
  const write = (next: State) => {
    try {
      writeFileAtomic(path, JSON.stringify(next), 0o600);
    } catch (error) {
      throw new Problem(
        'local-tenant-state-not-written',
        `The state of the local tenant cannot be written: ${messageOf(error)}.`,
        {
          at: { file: path },
          hint: 'Check the free space and the permissions of the folder.',
          cause: error,
        },
      );
    }
    state = next;
  };
  if (existing === undefined) write(state);
  let waiting: NodeJS.Timeout | undefined;
  const store: Store = {
    read: () => state,
    update(change) {
      const draft = structuredClone(state);
      const result = change(draft);
      write(draft);
      clearTimeout(waiting);
      waiting = undefined;
      return result;
    },
    updateSoon(change) {
      state = change(state);
      waiting ??= setTimeout(() => {
        try {
          store.flush();
        } catch {
          // A full disk is told to whoever asks for the next `update`; nobody waits for this one.
        }
      }, SOON);
    },
    flush() {
      if (waiting === undefined) return;
      clearTimeout(waiting);
      waiting = undefined;
      write(state);
    },
  };
  return store;
}

/** The state on the disk, or undefined when there is none. */
export function readState(path: string): State | undefined {
  const damaged = (reason: string, cause?: unknown) =>
    new Problem('local-tenant-state-damaged', `The state of the local tenant cannot be used: ${reason}.`, {
      at: { file: path },
      hint: 'It is left as it is. Restore a copy, or move the file away to begin with an empty tenant.',
      cause,
    });
  let text: string | undefined;
  try {
    text = readIfExists(path);
  } catch (error) {
    throw damaged(messageOf(error), error);
  }
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(`it is not JSON (${messageOf(error)})`, error);
  }
  const result = v.safeParse(STATE_SHAPE, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw damaged(`${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`);
  }
  return result.output as unknown as State;
}

/** A kill between writing and renaming leaves a temporary sibling behind. */
function removeLeftOvers(path: string): void {
  const folder = dirname(path);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  const prefix = `${basename(path)}.`;
  for (const name of names) {
    if (name.startsWith(prefix) && name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
  }
}
