import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { missingBrowser, Tab } from './webdriver.ts';

/** A group of tests in one tab of a browser that forgets everything between them; skipped where there is no browser. */
export function describeInBrowser(title: string, tests: (tab: () => Tab) => void): void {
  const missing = missingBrowser();
  describe.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (${missing})`, () => {
    let tab: Tab | undefined;
    beforeAll(async () => void (tab = await Tab.start()), 60_000);
    beforeEach(() => tab!.forget());
    afterAll(() => tab?.close());
    tests(() => tab!);
  });
}
