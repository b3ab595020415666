import type { VerifiedToken } from './tokens.ts';

/** What source code looks at, so that logins can be made that matter to it. */
export interface Aims {
  /** Paths in a login: `['user', 'groups']`; or a key of the configuration or of the secrets. */
  readonly paths: readonly (readonly string[])[];
  /** What the code compares a path with. */
  readonly hints: readonly Hint[];
  /** Values that are declared for names of the configuration or of secrets beside the usual one; null: not set. */
  readonly declared: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
  /** Paths that it treats as lists. */
  readonly lists: readonly (readonly string[])[];
  /** What it does with values that are texts: with those of the configuration or of secrets, and of the profile. */
  readonly uses: readonly { readonly path: readonly string[]; readonly as: 'url' | 'json' }[];
  /** Signed tokens that it verifies. */
  readonly tokens: readonly VerifiedToken[];
  /** What it reads of the elements of lists. */
  readonly elements: readonly { readonly list: readonly string[]; readonly name: string }[];
  /** What it reads of values that come from elsewhere, as of a reply: `['data', 'roles', '[]']`. */
  readonly foreign: readonly (readonly string[])[];
  /** Where it looks at what. */
  readonly sites: readonly Site[];
  readonly texts: readonly string[];
  /** Its regular expressions. */
  readonly patterns: readonly { readonly source: string; readonly isUnicode: boolean }[];
  readonly numbers: readonly number[];
  /** Names of properties, for the keys of objects. */
  readonly names: readonly string[];
  /** Lists of texts that it holds. */
  readonly together: readonly (readonly string[])[];
  /** Lengths that it cuts at or compares with. */
  readonly lengths: readonly number[];
  /** What it puts before or behind other texts. */
  readonly pieces: readonly string[];
  /** It looks names up in an object, where it also finds those that every object has. */
  readonly looksUp: boolean;
  /** It goes through a list for the element that fits. */
  readonly goesThrough: boolean;
  /** It draws random numbers. */
  readonly draws: boolean;
  /** What it splits texts at. */
  readonly separators: readonly string[];
  readonly parsesJson: boolean;
  readonly readsClock: boolean;
  readonly usesNetwork: boolean;
  /** Milliseconds after which it gives up on an answer. */
  readonly patience: readonly number[];
  readonly leaves: boolean;
  /** Something of one login may still be there in the next: a cache, a global, a variable of the module. */
  readonly keeps: boolean;
}

export interface Hint {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

/** A place in a source that is about a path, or compares it with a value. */
export interface Site {
  readonly file: string;
  /** Offset in the text. */
  readonly at: number;
  readonly path: readonly string[];
  readonly value?: string | number | boolean;
}

export const NO_AIMS: Aims = {
  paths: [],
  hints: [],
  declared: [],
  lists: [],
  uses: [],
  tokens: [],
  elements: [],
  foreign: [],
  sites: [],
  texts: [],
  patterns: [],
  numbers: [],
  names: [],
  together: [],
  lengths: [],
  pieces: [],
  looksUp: false,
  goesThrough: false,
  draws: false,
  separators: [],
  parsesJson: false,
  readsClock: false,
  usesNetwork: false,
  patience: [],
  leaves: false,
  keeps: false,
};

/** What several sources look at together. */
export function mergeAims(all: readonly Aims[]): Aims {
  const pieces = [...new Set(all.flatMap((aims) => aims.pieces))];
  return {
    paths: unique(all.flatMap((aims) => aims.paths)),
    hints: all.flatMap((aims) => aims.hints),
    declared: all.flatMap((aims) => aims.declared),
    lists: unique(all.flatMap((aims) => aims.lists)),
    uses: all.flatMap((aims) => aims.uses),
    tokens: all.flatMap((aims) => aims.tokens),
    elements: all.flatMap((aims) => aims.elements),
    foreign: unique(all.flatMap((aims) => aims.foreign)),
    sites: all.flatMap((aims) => aims.sites),
    texts: withRemainders([...new Set(all.flatMap((aims) => aims.texts))], pieces),
    patterns: all.flatMap((aims) => aims.patterns),
    numbers: [...new Set(all.flatMap((aims) => aims.numbers))],
    names: [...new Set(all.flatMap((aims) => aims.names))],
    together: unique(all.flatMap((aims) => aims.together)),
    lengths: [...new Set(all.flatMap((aims) => aims.lengths))],
    pieces,
    looksUp: all.some((aims) => aims.looksUp),
    goesThrough: all.some((aims) => aims.goesThrough),
    draws: all.some((aims) => aims.draws),
    separators: [...new Set(all.flatMap((aims) => aims.separators))],
    parsesJson: all.some((aims) => aims.parsesJson),
    readsClock: all.some((aims) => aims.readsClock),
    usesNetwork: all.some((aims) => aims.usesNetwork),
    patience: [...new Set(all.flatMap((aims) => aims.patience))],
    leaves: all.some((aims) => aims.leaves),
    keeps: all.some((aims) => aims.keeps),
  };
}

/** The same aims, but only for what one part of a source looks at: from one offset to another. */
export function aimsWithin(aims: Aims, file: string, [start, end]: readonly [number, number]): Aims {
  const sites = aims.sites.filter((site) => site.file === file && site.at >= start && site.at < end);
  const hints = sites.flatMap(({ path, value }) => (value === undefined ? [] : [{ path, value }]));
  const paths = unique(sites.map(({ path }) => path));
  const tokens = aims.tokens.filter((token) => paths.some((path) => path.join('.') === token.path.join('.')));
  return { ...aims, sites, hints, paths, tokens };
}

/** The most words that are made of others. */
const MOST_REMAINDERS = 20;

/** With what is left of texts behind or before what code puts together: `admin` of `role:admin`, where there is `'role:' + x`. */
function withRemainders(texts: readonly string[], pieces: readonly string[]): string[] {
  const left = pieces.flatMap((piece) =>
    texts.flatMap((text) => [
      ...(text.startsWith(piece) ? [text.slice(piece.length)] : []),
      ...(text.endsWith(piece) ? [text.slice(0, -piece.length)] : []),
    ]),
  );
  const words = new Set(left.filter((word) => word !== '').slice(0, MOST_REMAINDERS));
  return [...new Set([...texts, ...words])];
}

export function unique(paths: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
