import { isAbsolute, join } from 'node:path';
import { buildFrom } from './coverage-build.ts';
import type { MutationTarget } from './mutation.ts';
import { normalForm } from './normal-form.ts';

/** What proves that two sources do the same. */
type Proof =
  | 'the same code once minified'
  | 'the same but for what cannot matter'
  | 'the same as long as every claim has a JSON form';

type Source = (file: string, text: string) => string;

/** The proof that an Action with `text` as one of its sources does what it did; undefined: there is none. */
type ProofOf = (file: string, text: string) => Promise<Proof | undefined>;

/** Each step takes more away from both sources before it compares them. */
const STEPS: readonly (readonly [proof: Proof, form: Source])[] = [
  ['the same code once minified', (_file, text) => text],
  ['the same but for what cannot matter', (file, text) => normalForm(text, file)],
  ['the same as long as every claim has a JSON form', (file, text) => normalForm(text, file, true)],
];

/** Compares changed sources of one Action with those that it has. */
export async function proofsFor(root: string, { entry }: Pick<MutationTarget, 'entry'>): Promise<ProofOf> {
  const path = isAbsolute(entry) ? entry : join(root, entry);
  const minified = (change: Source): Promise<string> => buildFrom(root, path, change, { minify: true });
  const steps = await Promise.all(
    STEPS.map(async ([proof, form]) => ({ proof, form, original: await minified(form) })),
  );
  return async (file, text) => {
    for (const { proof, form, original } of steps) {
      const changed = await minified((other, unchanged) => form(other, other === file ? text : unchanged));
      if (changed === original) return proof;
    }
    return undefined;
  };
}
