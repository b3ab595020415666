import { createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';

/**
 * Which secret values were sent, as salted hashes: the Management API never returns a value, so that without this
 * every run would have to send every secret again. Lost or damaged, it only costs one more write.
 */
export interface SecretsLock {
  readonly salt: string;
  /** By `type/resource/field`. */
  readonly sent: Readonly<Record<string, SentSecret>>;
}

interface SentSecret {
  readonly hash: string;
  /** The tenant's own time of the last change, where it tells one: a later one means somebody else changed it. */
  readonly updatedAt?: string | undefined;
}

const Shape = v.object({
  salt: v.pipe(v.string(), v.minLength(32)),
  sent: v.record(v.string(), v.object({ hash: v.string(), updatedAt: v.optional(v.string()) })),
});

/**
 * The lock kept at `path`; an empty one with a fresh salt when there is none, or one that makes no sense. Throws a Problem
 * for what cannot be read at all, as it could not be written either.
 */
export function readSecretsLock(path: string): SecretsLock {
  const result = v.safeParse(Shape, parseJson(textOf(path)));
  return result.success ? result.output : { salt: randomBytes(32).toString('hex'), sent: {} };
}

function textOf(path: string): string | undefined {
  try {
    return readIfExists(path);
  } catch (error) {
    throw new Problem('state-unreadable', `Which secrets were sent cannot be read: ${messageOf(error)}`, {
      at: { file: path },
      hint: 'Move it away: without it a deploy sends every secret once more.',
      cause: error,
    });
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the lock for its owner alone to read. Throws a Problem when it cannot. */
export function writeSecretsLock(path: string, lock: SecretsLock): void {
  try {
    writeFileAtomic(path, `${JSON.stringify(lock, null, 2)}\n`, 0o600);
  } catch (error) {
    throw new Problem('state-unwritable', `Which secrets were sent cannot be written: ${messageOf(error)}`, {
      at: { file: path },
      hint: 'What was sent stays on the tenant, and so does the journal: correct this, and run again for the Receipt.',
      cause: error,
    });
  }
}

/** True when the tenant is known to hold exactly this value. */
export function isSent(
  lock: SecretsLock,
  key: string,
  value: string,
  updatedAt: string | undefined,
): boolean {
  const sent = lock.sent[key];
  return sent !== undefined && sent.hash === hashOf(lock, key, value) && sent.updatedAt === updatedAt;
}

/** The lock after the secrets were sent. */
export function withSent(
  lock: SecretsLock,
  secrets: readonly {
    readonly key: string;
    readonly value: string;
    readonly updatedAt: string | undefined;
  }[],
): SecretsLock {
  const sent = Object.fromEntries(
    secrets.map(({ key, value, updatedAt }) => [
      key,
      { hash: hashOf(lock, key, value), ...(updatedAt === undefined ? {} : { updatedAt }) },
    ]),
  );
  return { salt: lock.salt, sent: { ...lock.sent, ...sent } };
}

/** The lock without what is known of these Actions: their secrets were put back by the tenant itself. */
export function withoutActions(lock: SecretsLock, names: readonly string[]): SecretsLock {
  const kept = Object.entries(lock.sent).filter(
    ([key]) => !names.some((name) => key.startsWith(`actions/${name}/`)),
  );
  return { salt: lock.salt, sent: Object.fromEntries(kept) };
}

function hashOf(lock: SecretsLock, key: string, value: string): string {
  return createHmac('sha256', lock.salt).update(`${key}\0${value}`).digest('hex');
}
