import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { Problem } from '../lib/problem.ts';
import { contentHash, withBanner } from './banner.ts';
import type { Bundle } from './bundle.ts';
import { dependenciesOf } from './dependencies.ts';

/** Auth0's limits: https://auth0.com/docs/customize/actions/limitations */
const MAX_BYTES = 100_000;
const MAX_DEPENDENCIES = 10;

/** The runtime that Auth0 runs Actions on, https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-nodejs-22 */
const TARGET = 'node22';

/** The Actions of a project: one TypeScript file each in actions/, named as deployed. Sorted by name. */
export function actionNames(root: string): string[] {
  let files: string[];
  try {
    files = readdirSync(join(root, 'actions'));
  } catch (error) {
    throw new Problem('ACTIONS_MISSING', 'There is no folder actions/.', { at: { file: root }, cause: error });
  }
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

/**
 * Bundles actions/NAME.ts into one CommonJS file as Auth0 takes it. The result depends on the sources alone, not on
 * the working directory. Throws a Problem for code that Auth0 would refuse.
 */
export async function buildBundle(root: string, name: string, rule: string | undefined): Promise<Bundle> {
  const source = `actions/${name}.ts`;
  const { body, metafile } = await runEsbuild(root, source);
  refuseBrokenWrapper(body, source);
  const dependencies = dependenciesOf(metafile, root, source);
  if (dependencies.length > MAX_DEPENDENCIES) {
    throw new Problem(
      'BUNDLE_DEPENDENCIES',
      `The Action needs ${dependencies.length} npm packages; Auth0 installs at most ${MAX_DEPENDENCIES}.`,
      { at: { file: source }, hint: `It imports ${dependencies.map((dependency) => dependency.name).join(', ')}.` },
    );
  }
  const code = withBanner({ name, source, rule }, body);
  const bytes = Buffer.byteLength(code);
  if (bytes > MAX_BYTES) {
    throw new Problem('BUNDLE_TOO_LARGE', `The bundle is ${bytes} bytes; Auth0 takes at most ${MAX_BYTES}.`, {
      at: { file: source },
      hint: 'Import large libraries as npm packages, which do not count, instead of inlining them from actions/shared.',
    });
  }
  return { name, source, rule, path: `dist/actions/${name}.js`, code, hash: contentHash(body), bytes, dependencies };
}

interface Built {
  readonly body: string;
  readonly metafile: Metafile;
}

/**
 * An Action without npm packages is built as ESM and its exports are then assigned as CommonJS has it: that spares the
 * reader esbuild's helpers for CommonJS. With packages those helpers keep `import` working, so they stay.
 */
async function runEsbuild(root: string, source: string): Promise<Built> {
  const plain = await runFormat(root, source, 'esm');
  const exported = EXPORT_CLAUSE.exec(plain.body);
  const hasImports = Object.values(plain.metafile.outputs).some((output) => output.imports.length > 0);
  if (hasImports || exported === null || COMMONJS_NAME.test(plain.body)) return runFormat(root, source, 'cjs');
  const assignments = exported[1]!
    .trim()
    .split(/,\s*/)
    .map((clause) => clause.split(' as '))
    .map(([local, name]) => `exports.${name ?? local} = ${local};`);
  const body = `"use strict";\n${plain.body.slice(0, exported.index)}\n${assignments.join('\n')}\n`;
  return { body, metafile: plain.metafile };
}

/** A top-level name that means something else in CommonJS; esbuild renames it there. */
const COMMONJS_NAME = /^(?:var|let|const|class|function\*?|async function\*?) (?:module|exports|require)\b/m;

/** How esbuild ends an ES module: one clause with every export. */
const EXPORT_CLAUSE = /\nexport \{([\w$,\s]+)\};\s*$/;

async function runFormat(root: string, source: string, format: 'esm' | 'cjs'): Promise<Built> {
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [source],
      outfile: 'bundle.js',
      bundle: true,
      write: false,
      format,
      platform: 'node',
      target: TARGET,
      packages: 'external',
      charset: 'utf8',
      metafile: true,
      logLevel: 'silent',
    });
    return { body: result.outputFiles[0]!.text, metafile: result.metafile };
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first === undefined) throw error;
    throw new Problem('BUNDLE_FAILED', first.text, {
      at: {
        file: first.location?.file ?? source,
        ...(first.location ? { line: first.location.line, column: first.location.column + 1 } : {}),
      },
      ...(first.location ? { detail: first.location.lineText } : {}),
      cause: error,
    });
  }
}

/**
 * Auth0 runs the code as the body of `function (module, exports, console)`: a top-level `let console` is then a
 * SyntaxError that only a deployed Action would show.
 */
function refuseBrokenWrapper(body: string, source: string): void {
  try {
    compileFunction(body, ['module', 'exports', 'console']);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem('BUNDLE_WRAPPER', `Auth0 cannot load the Action: ${error.message}`, {
      at: { file: source },
      hint: 'Rename the top-level declaration: module, exports and console are parameters of the wrapper Auth0 puts around the code.',
      cause: error,
    });
  }
}
