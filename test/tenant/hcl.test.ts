import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HclExpression, parseHcl } from '../../scripts/tenant/hcl.ts';
import { problemOf } from '../support/problem.ts';

const attributesOf = (text: string) => parseHcl(`locals {\n${text}\n}`, 'main.tf').blocks[0]!.attributes;

const RARE: Readonly<Record<string, string>> = { b: String.raw`\u0008`, f: String.raw`\u000c` };

describe('parseHcl', () => {
  it.each<[string, unknown]>([
    ['"text with \\"quotes\\" and \\n"', 'text with "quotes" and \n'],
    ['"a $${literal}"', 'a ${literal}'],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['["a", 2, [false,],]', ['a', 2, [false]]],
    ['{ a = 1, "b c" : "d"\n e = [] }', { a: 1, 'b c': 'd', e: [] }],
    ['<<EOT\n  line { }\n# no comment\nEOT', '  line { }\n# no comment\n'],
    ['<<-EOT\n    one\n\n      two\n    EOT', 'one\n\n  two\n'],
  ])('reads %s', (text, value) => {
    expect(attributesOf(`x = ${text}`)).toEqual({ x: value });
  });

  it.each<[string, string]>([
    ['auth0_action.claims.id', 'auth0_action.claims.id'],
    ['"a ${var.b}"', '"a ${var.b}"'],
    ['var.a ? "b" : "c"', 'var.a ? "b" : "c"'],
    ['"${file("a}.js")} ${b["c"]}"', '"${file("a}.js")} ${b["c"]}"'],
    ['[for one in var.all : "}]"]', '[for one in var.all : "}]"]'],
    ['{ for key, one in var.all : key => one }', '{ for key, one in var.all : key => one }'],
    ['(var.a\n|| var.b)', '(var.a\n|| var.b)'],
    ['!var.a', '!var.a'],
    ['auth0_client.all[*].id', 'auth0_client.all[*].id'],
    ['upper("a")', 'upper("a")'],
  ])('keeps %s as what only Terraform can work out', (text, kept) => {
    const { x } = attributesOf(`x = ${text}\ny = 1`);
    expect(x).toBeInstanceOf(HclExpression);
    expect((x as HclExpression).text).toBe(kept);
  });

  it('reads any text as it was written, quoted and as a heredoc', () => {
    const part = fc.oneof(
      fc.constantFrom('${', '%{', '$', '%', '{', '}', '"', '\\', '\n', '#', '//'),
      fc.string(),
    );
    const escape = (text: string): string => text.replaceAll(/[$%]\{/g, (mark) => mark[0]! + mark);
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        // HCL has no short form for these two.
        const quoted = JSON.stringify(text).replaceAll(/\\(.)/g, (pair, one: string) => RARE[one] ?? pair);
        expect(attributesOf(`x = ${escape(quoted)}\ny = 1`)).toEqual({ x: text, y: 1 });
        const heredoc = `<<END_OF_IT\n${escape(text)}\nEND_OF_IT`;
        expect(attributesOf(`x = ${heredoc}\ny = 1`)).toEqual({ x: `${text}\n`, y: 1 });
      }),
      { seed: 20261123 },
    );
  });

  it('takes a text with ${...} in it apart', () => {
    const { x } = attributesOf('x = <<-EOT\n  https://${var.host}/$${kept}\n  EOT');
    const [before, host, after, ...more] = (x as HclExpression).parts!;
    expect([before, (host as HclExpression).text, after, more]).toEqual([
      'https://',
      'var.host',
      '/${kept}\n',
      [],
    ]);
  });

  it('reads blocks in blocks, labels and all three kinds of comments', () => {
    const text = `# one
// two
/* three
*/
resource "auth0_action" "a" { # here too
  name = "A" // and here
  dependencies {
    name = "x"
  }
}
`;
    expect(parseHcl(text, 'main.tf').blocks).toEqual([
      {
        type: 'resource',
        labels: ['auth0_action', 'a'],
        line: 5,
        attributes: { name: 'A' },
        lines: { name: 6 },
        blocks: [
          {
            type: 'dependencies',
            labels: [],
            line: 7,
            attributes: { name: 'x' },
            lines: { name: 8 },
            blocks: [],
          },
        ],
      },
    ]);
  });

  it.each([
    ['resource "a" {', 'main.tf:1'],
    ['x = "no end\n', 'main.tf:1'],
    ['a { b = <<EOT\nno end', 'main.tf:2'],
    ['a { b = [1 }', 'main.tf:1'],
  ])('names the place where it cannot go on: %s', async (text, place) => {
    const { code, at } = await problemOf(() => parseHcl(text, 'main.tf'));
    expect(code).toBe('terraform-syntax');
    expect(`${at?.file}:${at?.line}`).toBe(place);
  });
});
