import { expect, onTestFinished, test } from 'vitest';
import { run } from './support/context.ts';
import { addManualApplication, edit, meddle, seededProjects } from './support/seeded-project.ts';

const seeded = seededProjects();
const MIA = 'mia.member@contoso.com';

/** `npm run tenant -- --shadow` in this project, and what it prints about each login. */
async function tenantWithShadow(root: string) {
  const controller = new AbortController();
  const printed: string[] = [];
  let wake = (): void => undefined;
  const out = (text: string): void => {
    printed.push(text);
    wake();
  };
  const until = async (isThere: () => boolean) => {
    while (!isThere()) await new Promise<void>((done) => (wake = done));
  };
  const ended = run(root, ['tenant', '--port', '0', '--shadow'], { out, signal: controller.signal });
  onTestFinished(async () => {
    controller.abort();
    await ended;
  });
  await until(() => printed.length > 0);
  const shadows = () => printed.filter((text) => text.startsWith('shadow  '));
  return {
    start: printed[0] ?? '',
    /** Logs Mia in and returns what the terminal of the tenant shows. */
    async login(...argv: string[]) {
      const seen = shadows().length;
      const { code } = await run(root, ['login', MIA, ...argv]);
      await until(() => shadows().length > seen);
      return { code, shadow: shadows().at(-1) };
    },
  };
}

test('tenant --shadow runs the rules of the project with the values that its Actions have', async () => {
  const root = seeded();
  meddle(root, (state) => addManualApplication(state, 'Wiki'));
  // The allow-list is what the Action has and the rule had not: without it both are the same.
  edit(root, 'torq.yaml', (text) => text.replace('groups: [All Employees, Torq', 'groups: [Torq'));
  const tenant = await tenantWithShadow(root);
  expect(tenant.start).toMatch(/shadow +the rules of rules-legacy\/ run beside the Actions\n/);
  const same = await tenant.login();
  expect(same).toEqual({ code: 0, shadow: `shadow  ${MIA}, Auth0 Torq: as the rules` });
  const other = await tenant.login('--application', 'Wiki');
  expect(other.code).toBe(0);
  expect(other.shadow).toMatch(
    /^shadow +\S+, Wiki: as the rules, but for\n +end: rule .*stalled.*\n +accepted: The rule returns/,
  );
});

test('tenant --shadow shows what the allow-list takes out of the token', async () => {
  const tenant = await tenantWithShadow(seeded());
  const { code, shadow } = await tenant.login();
  expect(code).toBe(0);
  expect(shadow).toContain(
    'DIFFERS from the rules\n  idToken["https://torq.io/groups"]: rule ["All Employees","Torq Operators","Torq Creators"], action ["Torq Operators","Torq Creators"]',
  );
});

test('tenant --shadow without rules, or with one that cannot be read, is a Problem', async () => {
  const root = seeded();
  edit(root, 'rules-legacy/enrich-torq-token.js', () => 'function (user, context, callback) {');
  const { code, err } = await run(root, ['tenant', '--port', '0', '--shadow']);
  expect(code).toBe(2);
  expect(err).toContain('enrich-torq-token.js');
});
