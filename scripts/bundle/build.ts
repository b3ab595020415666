import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BuildFailure, Metafile } from 'esbuild';
import { limits } from '../auth0/limits.ts';
import { build, sloppy } from '../lib/esbuild.ts';
import { Problem } from '../lib/problem.ts';
import { withBanner } from './banner.ts';
import { sha256 } from '../lib/sha256.ts';
import type { Bundle } from './bundle.ts';
import { dependenciesOf } from './dependencies.ts';
import { refuseBrokenWrapper } from './wrapper.ts';

/** The runtime that Auth0 runs Actions on, https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-nodejs-22 */
const TARGET = 'node22';

/** The Actions of a project: one TypeScript file each in actions/, named as deployed. Sorted by name. */
export function actionNames(root: string): string[] {
  let files: string[];
  try {
    files = readdirSync(join(root, 'actions'));
  } catch (error) {
    throw new Problem('actions-missing', 'There is no folder actions/.', {
      at: { file: root },
      cause: error,
    });
  }
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

/**
 * Bundles actions/NAME.ts into one CommonJS file as Auth0 takes it. The result depends on the sources alone, not on
 * the working directory. Strict mode is what a module has, but an Action that replaces a rule runs as the rule did,
 * without: `metadata.address.country = 'DE'` did nothing there where the address is text, and must not fail the login
 * here. A package that `mayMiss` needs no version: nothing that is deployed. Throws a Problem for code that Auth0 would
 * refuse.
 */
export async function buildBundle(
  root: string,
  name: string,
  rule: string | undefined,
  mayMiss: (dependency: string) => boolean = () => false,
): Promise<Bundle> {
  const source = `actions/${name}.ts`;
  const { body: plain, metafile } = await runEsbuild(root, source);
  const body = rule === undefined ? `"use strict";\n${plain}` : plain;
  refuseBrokenWrapper(body, source);
  const dependencies = dependenciesOf(metafile, root, source, mayMiss);
  const maxDependencies = limits.dependenciesPerAction.documented;
  if (dependencies.length > maxDependencies) {
    throw new Problem(
      'bundle-dependencies',
      `The Action needs ${dependencies.length} npm packages; Auth0 installs at most ${maxDependencies}.`,
      {
        at: { file: source },
        hint: `It imports ${dependencies.map((dependency) => dependency.name).join(', ')}.`,
      },
    );
  }
  const code = withBanner({ name, source, rule }, body);
  const bytes = Buffer.byteLength(code);
  const maxBytes = limits.actionCode.documented;
  if (bytes > maxBytes) {
    throw new Problem('bundle-too-large', `The bundle is ${bytes} bytes; Auth0 takes at most ${maxBytes}.`, {
      at: { file: source },
      hint: 'Import large libraries as npm packages, which do not count, instead of inlining them from actions/shared.',
    });
  }
  return {
    name,
    source,
    rule,
    path: `dist/actions/${name}.js`,
    code,
    hash: sha256(body),
    bytes,
    dependencies,
  };
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
  if (hasImports || exported === null || COMMONJS_NAME.test(plain.body))
    return runFormat(root, source, 'cjs');
  const assignments = exported[1]!
    .trim()
    .split(/,\s*/)
    .map((clause) => clause.split(' as '))
    .map(([local, name]) => `exports.${name ?? local} = ${local};`);
  const body = `${plain.body.slice(0, exported.index)}\n${assignments.join('\n')}\n`;
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
    return { body: sloppy(result.outputFiles[0]!.text), metafile: result.metafile };
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first === undefined) throw error;
    throw new Problem('bundle-failed', first.text, {
      at: {
        file: first.location?.file ?? source,
        ...(first.location ? { line: first.location.line, column: first.location.column + 1 } : {}),
      },
      ...(first.location ? { detail: first.location.lineText } : {}),
      cause: error,
    });
  }
}
