import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build, sloppy } from '../lib/esbuild.ts';
import { mergeAims, type Aims } from './aims.ts';
import { instrument, type Branch } from './instrument.ts';
import { aimsOf } from './read-aims.ts';

/** An Action built like its bundle, but from sources that tell which way they go. */
export interface CoverageBuild {
  readonly code: string;
  readonly branches: readonly (Branch & { readonly file: string })[];
  readonly aims: Aims;
  /** The project's own sources in it, relative to the root. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Builds `entry` (absolute) with every project file in it instrumented; npm packages stay outside. Sources can be
 * changed before that.
 */
export async function coverageBuild(
  root: string,
  entry: string,
  firstId: number,
  change: (file: string, text: string) => string = (_file, text) => text,
): Promise<CoverageBuild> {
  const branches: CoverageBuild['branches'][number][] = [];
  const aims: Aims[] = [];
  const sources = new Map<string, string>();
  const code = await buildFrom(root, entry, (file, original) => {
    const text = change(file, original);
    const instrumented = instrument(text, file, firstId + branches.length);
    branches.push(...instrumented.branches.map((branch) => ({ ...branch, file })));
    aims.push(aimsOf(text, file));
    sources.set(file, text);
    return instrumented.code;
  });
  return { code, branches, aims: mergeAims(aims), sources };
}

/** Builds `entry` (absolute), as what replaces a rule, from sources that `change` may change; it gets the file relative to the root. */
export async function buildFrom(
  root: string,
  entry: string,
  change: (file: string, text: string) => string,
  { minify = false }: { readonly minify?: boolean } = {},
): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    // Names stay: which ones are short depends on how often letters occur, even in code that is left out.
    minifySyntax: minify,
    minifyWhitespace: minify,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'change',
        setup(plugin) {
          plugin.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => ({
            contents: change(relative(root, path), readFileSync(path, 'utf8')),
            loader: /\.[cm]?ts$/.test(path) ? 'ts' : 'js',
          }));
        },
      },
    ],
  });
  return sloppy(result.outputFiles[0]!.text);
}
