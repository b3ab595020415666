import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { type Conversion } from './conversion.ts';
import { sha256 } from './convert.ts';
import { mergeTexts } from './merge.ts';

/** Where records are kept, below the folder of the Actions. */
const RECORDS = '.migrated';

/**
 * What happens to one Action's file. `kept`: edited by hand, and the conversion is the one it was edited from.
 * `merged`: edited by hand, and the conversion changed elsewhere. `conflict`: both changed the same lines.
 * `foreign`: the file was not made by a conversion.
 */
type Fate = 'new' | 'unchanged' | 'updated' | 'kept' | 'merged' | 'conflict' | 'foreign';

export interface Staged {
  readonly conversion: Conversion;
  readonly path: string;
  readonly fate: Fate;
}

/** Decides for each Action whether its file may be written; fills `files` with what is to be written, all at once later. */
export function stageConversions(
  conversions: readonly Conversion[],
  folder: string,
  files: Map<string, string>,
): Staged[] {
  return conversions.map((conversion) => {
    const path = join(folder, `${conversion.action.name}.ts`);
    const recordPath = join(folder, RECORDS, `${conversion.action.name}.json`);
    const base = baseOf(readIfExists(recordPath));
    const current = readIfExists(path);
    const [fate, text] = decide(current, base, conversion.code);
    if (text !== undefined) files.set(path, text);
    if (fate !== 'foreign' && fate !== 'conflict')
      files.set(recordPath, `${JSON.stringify(conversion, undefined, 2)}\n`);
    return { conversion, path, fate };
  });
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
