import { changesIn } from './changes.ts';
import { escapesIn } from './escapes.ts';
import { looksIn } from './looks.ts';
import { type Made, madeMetadata } from './made-metadata.ts';
import type { ParsedRule } from './parse.ts';
import { isFact, replaces, type Shared, sharedPath, splitPath } from './pipeline.ts';
import { type Place, placesIn } from './places.ts';
import { isSaved, savedOnly, savesIn } from './saves.ts';
import type { SharedFunction } from './shared-functions.ts';
import { COMPUTED, type Use, type Uses } from './uses.ts';
import { isWrittenBefore } from './written-before.ts';

/** A value that one rule leaves and a later one reads. */
export interface Link {
  readonly path: string;
  readonly writer: string;
  readonly reader: string;
}

/** What a rule may share beside its paths: places of which not every step may be known. */
export interface Hidden {
  /** What it may change under other names, or saves without having it in memory. */
  readonly writes: readonly Place[];
  /** Objects that it changes in place. */
  readonly objects: readonly Place[];
  /** What it changes and saves as it is: later Actions see it anyway, unless something older is carried to them. */
  readonly saved: readonly Place[];
  /** What it takes the value of, whole objects among it. */
  readonly looks: readonly Place[];
  /** Metadata that is there for later rules because of it. */
  readonly made: Made;
}

/** A rule, in run order, as far as others have to do with it. */
export interface Sharing {
  readonly name: string;
  readonly shared: Shared;
  /** Where it was looked for. */
  readonly hidden?: Hidden;
}

/** What a rule may change or look at where its paths do not show it. */
export function hiddenValues(
  parsed: ParsedRule,
  uses: Uses,
  { reads, writes }: Shared,
  functions: ReadonlyMap<string, SharedFunction>,
): Hidden {
  const placesOf = placesIn(parsed, uses);
  const saves = savesIn(uses);
  const changes = changesIn(parsed, uses, placesOf, functions);
  const escapes = escapesIn(parsed, uses, placesOf, functions);
  const saved = new Set(changes.filter((change) => isSaved(change, saves, uses)));
  const changed = changes
    .filter((change) => !saved.has(change))
    .map(({ place }) => place)
    .concat(savedOnly(parsed, uses, placesOf), escapes);
  const own = uses.all.filter(replaces);
  const looks = looksIn(parsed, uses, placesOf)
    .filter(({ place, node }) => !own.some((use) => isWithin(place, use) && isWrittenBefore(use, node)))
    .map(({ place }) => place);
  return {
    writes: others(changed, writes),
    objects: changes.map(({ object }) => object),
    saved: [...saved].map(({ place }) => place),
    looks: others(looks, reads),
    made: madeMetadata(parsed, uses, changes, escapes),
  };
}

/** Whether a place is what the rule writes there, or a part of it. */
function isWithin(place: Place, { root, path }: Use): boolean {
  return [root, ...path].every((step, index) => place[index] === step);
}

/** Each place once, without those that the paths have. */
function others(places: readonly Place[], paths: readonly string[]): Place[] {
  const unknown = places.filter((place) => !paths.includes(pathOf(place) ?? ''));
  return [...new Map(unknown.map((place) => [place.join('\n'), place])).values()];
}

function pathOf([root, ...path]: Place): string | undefined {
  return sharedPath(root as Use['root'], path);
}

/** Who leaves what for whom, over rules in the order in which they run; who reads a whole reads all its parts. */
export function findLinks(rules: readonly Sharing[]): Link[] {
  const found = rules.map((reader, index) => leftFor(reader, rules.slice(0, index)));
  const passed = found.flatMap((from) => passedOn(from, rules));
  for (const { path, writer, reader } of passed)
    found[reader]!.set(writer, [...(found[reader]!.get(writer) ?? []), path]);
  return found.flatMap((from, reader) =>
    [...from]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([writer, paths]) =>
        wholes([...new Set(paths)]).map((path) => ({
          path,
          writer: rules[writer]!.name,
          reader: rules[reader]!.name,
        })),
      ),
  );
}

/** The paths that a rule takes from each of those before it, by their index. */
type Left = Map<number, readonly string[]>;

function leftFor(reader: Sharing, before: readonly Sharing[]): Left {
  const left: Left = new Map();
  const known = new Set<string>();
  for (const [index, writer] of before.entries()) {
    const saved = writer.hidden?.saved ?? [];
    const paths = [
      ...pathsBetween(writer, reader),
      ...[...known].filter((path) => saved.some((place) => mayReach(place, path))),
    ];
    for (const path of paths) known.add(path);
    if (paths.length > 0) left.set(index, paths);
  }
  return left;
}

interface Passed {
  readonly path: string;
  readonly writer: number;
  readonly reader: number;
}

/**
 * Who has to take over what a rule reads, given what each earlier one leaves for it: whoever writes it in some logins
 * only, or a part of it, leaves in the others what was there before.
 */
function passedOn(from: Left, rules: readonly Sharing[]): Passed[] {
  const last = new Map<string, number>();
  return [...from].flatMap(([reader, paths]) => {
    const needed = [...last].filter(([path]) =>
      paths.some((own) => overlap(path, own) && !rules[reader]!.shared.certain.includes(own)),
    );
    for (const path of paths) last.set(path, reader);
    return needed.flatMap(([path, writer]) => (path.startsWith('global.') ? [] : [{ path, writer, reader }]));
  });
}

function overlap(one: string, other: string): boolean {
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}

function pathsBetween(writer: Sharing, reader: Sharing): readonly string[] {
  const looks = reader.hidden?.looks ?? [];
  const changed = writer.hidden?.writes ?? [];
  const reads = [...reader.shared.reads, ...looks.flatMap((look) => pathOf(look) ?? [])];
  const holders = looks.filter((look) => pathOf(look) === undefined);
  const paths = new Set([
    ...writer.shared.writes.filter(
      (path) =>
        reads.some((read) => path === read || path.startsWith(`${read}.`)) ||
        holders.some((look) => mayReach(look, path)),
    ),
    ...reads.filter((read) => changed.some((place) => mayReach(place, read))),
    ...changed.flatMap((place) => {
      const path = pathOf(place) ?? containerOf(place);
      return path !== undefined && holders.some((look) => mayReach(look, path)) ? [path] : [];
    }),
  ]);
  return wholes([...paths]);
}

/** The whole brings its parts. */
function wholes(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
}

/** `user.app_metadata` of a change of any key of it, and the token of a claim whose name only the login knows. */
function containerOf([root, first]: Place): string | undefined {
  const path = `${root}.${first}`;
  return /^(?:user\.(?:app|user)_metadata|context\.(?:id|access)Token)$/.test(path) ? path : undefined;
}

/** Whether a place may be one of what is at a path, or of a part of it. */
function mayReach([root, first, ...more]: Place, read: string): boolean {
  const [from, part, ...rest] = splitPath(read);
  if (root !== from) return false;
  if (first === undefined) return true;
  const isToken = root === 'context' && /^(?:id|access)Token$/.test(part!);
  // Nobody changes what Auth0 says of the login by a name that is put together.
  if (first === COMPUTED && root === 'context' && (isFact(read) || isToken !== more.length > 0)) return false;
  return [first, ...more].every((step, index) => {
    const other = [part, ...rest][index];
    return other === undefined || step === COMPUTED || step === other;
  });
}
