import { isPlainObject } from '../auth0/api-host.ts';
import { foretells } from '../codemod/foretells.ts';
import { findMarkers } from '../codemod/marker.ts';
import { isReached } from '../simulator/reached.ts';
import type { Finding, Verdict } from '../simulator/verdict.ts';

type Compared = Pick<Verdict, 'findings'> & {
  readonly rules: readonly unknown[];
  readonly actions: readonly { readonly file: string }[];
};

/**
 * The same verdict, with the markers that foretell each open difference: those of a fitting kind that its smallest login
 * comes by. Differences that no marker foretells come first. `sources` are those of the Actions, by file.
 */
export function withAnnouncements<V extends Compared>(verdict: V, sources: ReadonlyMap<string, string>): V {
  const inChain = verdict.rules.length > 1;
  const announced = verdict.findings.map((finding): Finding => {
    if (finding.status !== 'different') return finding;
    const path = finding.path ?? (finding.difference.startsWith('rule-stalls') ? 'end' : finding.difference);
    const settings = finding.settings.flatMap(pathsOf);
    const announcedBy = verdict.actions.flatMap(({ file }) => {
      const text = sources.get(file) ?? '';
      return findMarkers(text)
        .filter((marker) => foretells(marker, { path, settings, inChain }))
        .filter(({ line }) => isReached(text, file, line + 1, finding.taken.actions))
        .map(({ line, code }) => ({ file, line, code }));
    });
    return announcedBy.length === 0 ? finding : { ...finding, announcedBy };
  });
  return { ...verdict, findings: announced.toSorted((a, b) => rank(a) - rank(b)) };
}

/** What a setting sets: its path, and those of what the value holds. */
function pathsOf({ path, value }: Finding['settings'][number]): (readonly string[])[] {
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  return [path, ...keys.map((key) => [...path, key])];
}

function rank({ status, announcedBy }: Finding): number {
  if (status !== 'different') return 2;
  return announcedBy === undefined ? 0 : 1;
}
