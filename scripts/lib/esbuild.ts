import * as esbuild from 'esbuild';

/** Calls under way: esbuild's service, once stopped, never answers them. */
let underWay = 0;

async function counted<T>(work: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}

/** esbuild's `build`, which keeps its service from being released meanwhile. */
export function build<T extends esbuild.BuildOptions>(
  options: esbuild.SameShape<esbuild.BuildOptions, T>,
): Promise<esbuild.BuildResult<T>> {
  return counted(() => esbuild.build<T>(options));
}

/** esbuild's `transform`, likewise. */
export function transform(code: string, options: esbuild.TransformOptions): Promise<esbuild.TransformResult> {
  return counted(() => esbuild.transform(code, options));
}

/** Ends esbuild's service and gives its memory back, unless somebody else is at work; the next call starts another. */
export async function releaseEsbuild(): Promise<void> {
  if (underWay === 0) await esbuild.stop();
}

/** CommonJS without the `"use strict"` that esbuild puts first for the sake of tsconfig.json. */
export function sloppy(code: string): string {
  return code.replace(/^"use strict";\n?/, '');
}
