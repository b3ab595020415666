import { isAbsolute, join } from 'node:path';
import { buildFrom } from './coverage-build.ts';
import type { MutationTarget } from './mutation.ts';
import { LEVELS, normalForm, type Level } from './normal-form.ts';

type Source = (file: string, text: string) => string;

/** What proves that an Action with `text` as one of its sources does what it did; undefined: there is no proof. */
type ProofOf = (file: string, text: string) => Promise<string | undefined>;

/** What each step of the normal form says of two sources that it makes the same. */
const PROOFS: Readonly<Record<Level, string>> = {
  ends: 'a return where the function ends anyway',
  unseen: 'it neither does anything nor fails, or only the console sees it',
  protocols: 'no Action runs for that protocol',
  timers: 'a timer that rings within the time that Node does not promise to keep',
  denied: 'a return behind a denial that voids all that comes after it',
  trusted: 'the same, as long as values can be written as text and the api takes them',
};

/** Each step takes more away from both sources before it compares them. */
const STEPS: readonly (readonly [proof: string, form: Source])[] = [
  ['the same code once minified', (_file, text) => text],
  ...LEVELS.map(
    (level) => [PROOFS[level], (file: string, text: string) => normalForm(text, file, level)] as const,
  ),
];

/** Compares changed sources of one Action with those that it has. The first step that makes them the same is the proof. */
export async function proofsFor(root: string, { entry }: Pick<MutationTarget, 'entry'>): Promise<ProofOf> {
  const path = isAbsolute(entry) ? entry : join(root, entry);
  const minified = (change: Source): Promise<string> => buildFrom(root, path, change, { minify: true });
  const steps = await Promise.all(
    STEPS.map(async ([proof, form]) => ({ proof, form, original: await minified(form) })),
  );
  return async (file, text) => {
    const isProof = async ({ form, original }: (typeof steps)[number]): Promise<boolean> =>
      (await minified((other, unchanged) => form(other, other === file ? text : unchanged))) === original;
    // The last step takes away all that the others do.
    if (!(await isProof(steps.at(-1)!))) return undefined;
    for (const step of steps) if (await isProof(step)) return step.proof;
    return undefined;
  };
}
