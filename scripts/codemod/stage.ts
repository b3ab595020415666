import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { sha256 } from '../lib/sha256.ts';
import { type Conversion } from './conversion.ts';
import { findMarkers, type Marker } from './marker.ts';
import { mergeTexts } from './merge.ts';
import { recordPath } from './origins.ts';
import type { SharedModule } from './shared-modules.ts';

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

/** Where Actions go. */
export interface Target {
  readonly folder: string;
  /** Filled with what is to be written, all at once later. */
  readonly files: Map<string, string>;
  /** Actions whose files a person has brought together with the new conversion. */
  readonly keep?: ReadonlySet<string>;
}

/** Decides for each Action whether its file may be written. */
export function stageConversions(conversions: readonly Conversion[], target: Target): Staged[] {
  return conversions.map((conversion) => ({
    conversion,
    ...stage(conversion.action.name, conversion, target),
  }));
}

/** The same for the modules that Actions import. */
export function stageShared(modules: readonly SharedModule[], target: Target): StagedModule[] {
  return modules.map((module) => {
    const { global, name, code } = module;
    const record = {
      global: `global.${global}`,
      action: { name: `${SHARED}/${name}`, hash: sha256(code) },
      code,
    };
    return { module, ...stage(record.action.name, record, target) };
  });
}

interface StagedFile {
  readonly path: string;
  readonly fate: Fate;
  /** What the file, as it is to be, still leaves open. */
  readonly open: readonly Marker[];
  /** The first line of the file that both the hand and the conversion changed, from 1 on: of a conflict. */
  readonly clash?: number;
}

function stage(name: string, record: { readonly code: string }, { folder, files, keep }: Target): StagedFile {
  const path = join(folder, `${name}.ts`);
  const ownRecord = recordPath(folder, name);
  const base = baseOf(readIfExists(ownRecord));
  const current = readIfExists(path);
  const isKept = current !== undefined && base !== undefined && keep?.has(name) === true;
  if (isKept && (current === base || current === record.code)) {
    throw new Problem('nothing-to-keep', `--keep names ${name}, whose file is as a conversion wrote it.`, {
      at: { file: path },
      hint: 'Leave it out: --keep is for a file that holds by hand what the new conversion changed.',
    });
  }
  const { fate, text, clash } = isKept ? KEPT : decide(current, base, record.code);
  if (text !== undefined) files.set(path, text);
  const open = findMarkers(text ?? current ?? '').filter(({ accepted }) => !accepted);
  if (fate !== 'foreign' && fate !== 'conflict')
    files.set(ownRecord, `${JSON.stringify(record, undefined, 2)}\n`);
  return { path, fate, open, ...(clash === undefined ? {} : { clash }) };
}

interface Decision {
  readonly fate: Fate;
  /** What is written. */
  readonly text?: string;
  readonly clash?: number;
}

const KEPT: Decision = { fate: 'kept' };

function decide(current: string | undefined, base: string | undefined, code: string): Decision {
  if (current === undefined) return { fate: 'new', text: code };
  if (current === code) return { fate: 'unchanged' };
  if (base === undefined) return { fate: 'foreign' };
  if (current === base) return { fate: 'updated', text: code };
  if (base === code) return { fate: 'kept' };
  const merged = mergeTexts(base, current, code);
  return 'clash' in merged ? { fate: 'conflict', ...merged } : { fate: 'merged', ...merged };
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
