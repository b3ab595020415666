import { describe, expect, it } from 'vitest';
import { codeDiff } from '../../scripts/tenant/code-diff.ts';

const CODE = `exports.onExecutePostLogin = async (event, api) => {
  if (event.client.client_id !== 'a') return;
  api.idToken.setCustomClaim('groups', event.user.groups);
};`;

describe('codeDiff', () => {
  it.each([
    ['quotes and line breaks', CODE.replaceAll("'", '"').replaceAll('\n', '\n\n')],
    ['comments', `// banner\n${CODE}\n/* end */`],
    ['semicolons and parentheses', CODE.replace("'groups'", "('groups')").replaceAll(';', '')],
    ['line ends', CODE.replaceAll('\n', '\r\n')],
  ])('finds nothing in other %s', async (_, other) => {
    expect(await codeDiff(CODE, other)).toBe('');
  });

  it('shows the lines that differ, with what is around them', async () => {
    expect(await codeDiff(CODE, CODE.replace("'a'", "'b'"))).toBe(`@@ -1,4 +1,4 @@
 exports.onExecutePostLogin = async (event, api) => {
-  if (event.client.client_id !== "a") return;
+  if (event.client.client_id !== "b") return;
   api.idToken.setCustomClaim("groups", event.user.groups);
 };`);
  });

  it('compares code that does not parse as it is', async () => {
    expect(await codeDiff('function (', 'function [')).toContain('-function (');
  });
});
