/** What is measured, by name; each prints an aligned table of ratios measured side by side in this one run. */
const BENCHES: Readonly<Record<string, () => Promise<{ readonly run: () => Promise<void> }>>> = {
  deploy: () => import('./deploy.ts'),
  login: () => import('./login.ts'),
  migrate: () => import('./migrate.ts'),
  mutate: () => import('./mutate.ts'),
  plan: () => import('./plan.ts'),
  verify: () => import('./verify.ts'),
};

const [name = ''] = process.argv.slice(2);
const load = BENCHES[name];
if (load === undefined) {
  console.error(`Name what to measure: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exitCode = 2;
} else {
  await (await load()).run();
}
