import { join } from 'node:path';
import * as v from 'valibot';
import { stringify } from 'yaml';
import { readIfExists, writeChanged } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { readYaml } from '../lib/yaml.ts';
import { ABSENT } from '../simulator/domains.ts';
import type { Setting } from '../simulator/settings.ts';
import type { Verdict } from '../simulator/verdict.ts';
import { fileName } from './verdict-store.ts';

const Path = v.union([v.pipe(v.string(), v.nonEmpty()), v.array(v.string())]);
const SavedLogins = v.array(
  v.strictObject({
    shows: v.string(),
    login: v.array(
      v.union([
        v.strictObject({ path: Path, value: v.unknown() }),
        v.strictObject({ path: Path, absent: v.literal(true) }),
      ]),
    ),
  }),
);
type SavedLogin = v.InferOutput<typeof SavedLogins>[number];

const HEAD = `# Logins that once showed a difference between the rule and its Action; every verification starts with them.
# Each says how it differs from the default login.
`;

function fileOf(name: string): string {
  return `test/cases/${fileName(name)}/logins.yaml`;
}

/** The logins saved for a rule (or the chain): each is tried in every verification. Throws a Problem for a broken file. */
export function readSavedLogins(root: string, name: string): Setting[][] {
  return readSaved(root, name).map(({ login }) =>
    login.map((setting) => ({
      path: typeof setting.path === 'string' ? setting.path.split('.') : setting.path,
      value: 'absent' in setting ? ABSENT : setting.value,
    })),
  );
}

function readSaved(root: string, name: string): SavedLogin[] {
  const file = fileOf(name);
  if (readIfExists(join(root, file)) === undefined) return [];
  const yaml = readYaml(join(root, file), file, '');
  const parsed = v.safeParse(SavedLogins, yaml.content());
  if (parsed.success) return parsed.output;
  throw new Problem('logins-yaml', parsed.issues[0].message, {
    at: { file },
    hint: 'Each login has shows, and login: a list of { path, value } or { path, absent: true }.',
  });
}

/** Adds the smallest logins of a verdict's open differences to those saved; returns the files that changed. */
export function saveLogins(root: string, name: string, verdict: Verdict): string[] {
  const known = readSaved(root, name);
  const open = verdict.findings.filter(({ status }) => status === 'different');
  const added = open
    .map(({ difference, settings }) => ({ shows: difference, login: settings.map(saved) }))
    .filter((login) => !known.some((other) => JSON.stringify(other) === JSON.stringify(login)));
  if (added.length === 0) return [];
  const text = HEAD + stringify([...known, ...added], { lineWidth: 110 });
  return writeChanged(new Map([[join(root, fileOf(name)), text]]));
}

function saved({
  path,
  value,
  absent,
}: Verdict['findings'][number]['settings'][number]): SavedLogin['login'][number] {
  const place = path.some((part) => part.includes('.')) ? [...path] : path.join('.');
  return absent === true ? { path: place, absent } : { path: place, value };
}
