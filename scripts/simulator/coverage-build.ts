import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from 'esbuild';
import { aimsOf, mergeAims, type Aims } from './aims.ts';
import { instrument, type Branch } from './instrument.ts';

/** An Action built like its bundle, but from sources that tell which way they go. */
export interface CoverageBuild {
  readonly code: string;
  readonly branches: readonly (Branch & { readonly file: string })[];
  readonly aims: Aims;
}

/** Builds `entry` (absolute) with every project file in it instrumented; npm packages stay outside. */
export async function coverageBuild(root: string, entry: string, firstId: number): Promise<CoverageBuild> {
  const branches: CoverageBuild['branches'][number][] = [];
  const aims: Aims[] = [];
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'silent',
    plugins: [
      {
        name: 'coverage',
        setup(plugin) {
          plugin.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
            const file = relative(root, path);
            const text = readFileSync(path, 'utf8');
            const instrumented = instrument(text, path, firstId + branches.length);
            branches.push(...instrumented.branches.map((branch) => ({ ...branch, file })));
            aims.push(aimsOf(text, path));
            return { contents: instrumented.code, loader: /\.[cm]?ts$/.test(path) ? 'ts' : 'js' };
          });
        },
      },
    ],
  });
  return { code: result.outputFiles[0]!.text, branches, aims: mergeAims(aims) };
}
