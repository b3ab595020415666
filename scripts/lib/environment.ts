import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readIfExists } from './files.ts';

/** The environment with the variables of `folder`/.env under it: what is set in the environment wins. */
export function withDotEnv(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const text = readIfExists(join(folder, '.env'));
  return text === undefined ? { ...env } : { ...parseEnv(text), ...env };
}
