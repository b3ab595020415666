import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Problem } from '../lib/problem.ts';

/** `actions/x.ts(3,14): error TS2322: …`, as the compiler prints it without colours. */
const DIAGNOSTIC = /^(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): error (?<code>TS\d+): (?<message>.*)$/;

/**
 * Type-checks the project's Actions against the declarations of the post-login trigger. Throws a Problem at the
 * first error, with all of them as its detail.
 */
export async function typeCheckActions(root: string): Promise<void> {
  const project = join(root, 'actions', 'tsconfig.json');
  if (!existsSync(project)) {
    throw new Problem('actions-tsconfig', 'actions/ has no tsconfig.json, so its types cannot be checked.', {
      at: { file: project },
    });
  }
  const output = await runCompiler(project, root);
  if (output === '') return;
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const first = lines.map((line) => DIAGNOSTIC.exec(line)?.groups).find((groups) => groups !== undefined);
  const count = lines.filter((line) => DIAGNOSTIC.test(line)).length;
  throw new Problem(
    'type-error',
    first === undefined ? 'The Actions do not type-check.' : `${first['code']}: ${first['message']}`,
    {
      ...(first === undefined
        ? {}
        : { at: { file: first['file']!, line: Number(first['line']), column: Number(first['column']) } }),
      ...(count === 1 ? {} : { detail: lines.join('\n') }),
      hint: 'Nothing was built or deployed. Check again with: npm run types',
    },
  );
}

/** The compiler's diagnostics, empty when there are none. */
function runCompiler(project: string, root: string): Promise<string> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [compiler, '-p', project, '--pretty', 'false'],
      { cwd: root, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error === null) resolve('');
        else if (stdout.trim() !== '') resolve(stdout.trim());
        else
          reject(new Error(`The TypeScript compiler failed: ${stderr || error.message}`, { cause: error }));
      },
    );
  });
}
