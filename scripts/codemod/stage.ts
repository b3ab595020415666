import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { type Conversion } from './conversion.ts';
import { sha256 } from './convert.ts';
import { mergeTexts } from './merge.ts';
import type { SharedModule } from './shared-modules.ts';

/** Where records are kept, below the folder of the Actions. */
const RECORDS = '.migrated';

/** Where modules are that several Actions import. */
const SHARED = 'shared';

/**
 * What happens to the file of an Action or a shared module. `kept`: edited by hand, and the conversion is the one it was edited from.
 * `merged`: edited by hand, and the conversion changed elsewhere. `conflict`: both changed the same lines.
 * `foreign`: the file was not made by a conversion.
 */
type Fate = 'new' | 'unchanged' | 'updated' | 'kept' | 'merged' | 'conflict' | 'foreign';

export interface Staged extends StagedFile {
  readonly conversion: Conversion;
}

export interface StagedModule extends StagedFile {
  readonly module: SharedModule;
}

/** Decides for each Action whether its file may be written; fills `files` with what is to be written, all at once later. */
export function stageConversions(
  conversions: readonly Conversion[],
  folder: string,
  files: Map<string, string>,
): Staged[] {
  return conversions.map((conversion) => ({
    conversion,
    ...stage(conversion.action.name, conversion, folder, files),
  }));
}

/** The same for the modules that Actions import. */
export function stageShared(
  modules: readonly SharedModule[],
  folder: string,
  files: Map<string, string>,
): StagedModule[] {
  return modules.map((module) => {
    const { global, name, code } = module;
    const record = {
      global: `global.${global}`,
      action: { name: `${SHARED}/${name}`, hash: sha256(code) },
      code,
    };
    return { module, ...stage(record.action.name, record, folder, files) };
  });
}

interface StagedFile {
  readonly path: string;
  readonly fate: Fate;
}

function stage(
  name: string,
  record: { readonly code: string },
  folder: string,
  files: Map<string, string>,
): StagedFile {
  const path = join(folder, `${name}.ts`);
  const recordPath = join(folder, RECORDS, `${name}.json`);
  const base = baseOf(readIfExists(recordPath));
  const current = readIfExists(path);
  const [fate, text] = decide(current, base, record.code);
  if (text !== undefined) files.set(path, text);
  if (fate !== 'foreign' && fate !== 'conflict')
    files.set(recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
  return { path, fate };
}

function decide(current: string | undefined, base: string | undefined, code: string): [Fate, string?] {
  if (current === undefined) return ['new', code];
  if (current === code) return ['unchanged'];
  if (base === undefined) return ['foreign'];
  if (current === base) return ['updated', code];
  if (base === code) return ['kept'];
  const merged = mergeTexts(base, current, code);
  return merged === undefined ? ['conflict'] : ['merged', merged];
}

/** The code that the last conversion wrote, from its record; a damaged record counts as none. */
function baseOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<Conversion>;
    return typeof record.code === 'string' && record.action?.hash === sha256(record.code)
      ? record.code
      : undefined;
  } catch {
    return undefined;
  }
}
