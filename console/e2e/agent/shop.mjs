/** The words, files and outputs of the story: a small shop whose shipping costs are wrong. */

export const firstThought =
  'Orders of exactly €50 pay for shipping, those of €50.01 do not. That smells of a comparison ' +
  'that leaves out the limit itself. The totals are computed in the cart, so I look there, and ' +
  'let a test show the fault before I touch anything.';

export const steps = [
  'Find where shipping is decided, and show the fault by a test',
  'Mend the comparison',
  'Look for the same fault elsewhere',
  'Look at the cart in the browser',
];

export const openingWords =
  'I look for the place where shipping costs are decided, and let the tests show the fault first.';

export const matches = `src/cart/totals.ts:12:export const FREE_SHIPPING_FROM = cents(5000);
src/cart/totals.ts:24:  const free = goods > FREE_SHIPPING_FROM;
src/cart/hint.tsx:9:  const missing = FREE_SHIPPING_FROM - goods;
`;

export const totals = `import {type Cents, cents, sum} from '@shop/money';
import type {Cart} from './cart';

/** Orders of this much or more are sent free of charge. */
export const FREE_SHIPPING_FROM = cents(5000);
const SHIPPING = cents(490);

export function totals(cart: Cart): {goods: Cents; shipping: Cents; total: Cents} {
  const goods = sum(cart.lines.map((line) => line.price * line.quantity));
  const free = goods > FREE_SHIPPING_FROM;
  const shipping = free ? cents(0) : SHIPPING;
  return {goods, shipping, total: goods + shipping};
}
`;

export const testRun = {
  ...{toolName: 'Bash', kind: 'execute', description: 'Run the tests of the cart'},
  input: {command: 'npx vitest run test/cart', cwd: '/workspace/shop'},
};

export const failingTests = ` RUN  v4.1.12 /workspace/shop

 ❯ test/cart/totals.test.ts (14 tests | 1 failed) 38ms
   × sends orders of exactly €50 free of charge
     → expected 490 to be +0

     - Expected  0
     + Received  490

 Test Files  1 failed (1)
      Tests  1 failed | 13 passed (14)
   Duration  1.87s
`;

export const passingTests = ` RUN  v4.1.12 /workspace/shop

 ✓ test/cart/totals.test.ts (15 tests) 36ms

 Test Files  1 passed (1)
      Tests  15 passed (15)
   Duration  1.64s
`;

export const foundWords = `Found it. The limit itself is left out:

\`\`\`ts
const free = goods > FREE_SHIPPING_FROM; // 5000 > 5000 is false
\`\`\`

The comment above the constant says *“this much **or more**”*, so the comparison is what is wrong, not the text. Both are mended together:

1. \`>=\` in \`totals\`,
2. a test for the limit and for one cent below it.
`;

export const edit = {
  ...{toolName: 'Edit', kind: 'edit', input: {file_path: 'src/cart/totals.ts'}},
  locations: [{path: 'src/cart/totals.ts', line: 10}],
  changes: [
    {
      path: 'src/cart/totals.ts',
      oldText: `  const goods = sum(cart.lines.map((line) => line.price * line.quantity));
  const free = goods > FREE_SHIPPING_FROM;
  const shipping = free ? cents(0) : SHIPPING;
`,
      newText: `  const goods = sum(cart.lines.map((line) => line.price * line.quantity));
  const free = goods >= FREE_SHIPPING_FROM;
  const shipping = free ? cents(0) : SHIPPING;
`,
    },
  ],
};

export const patch = {
  ...{toolName: 'ApplyPatch', kind: 'edit', input: {file_path: 'test/cart/totals.test.ts'}},
  locations: [{path: 'test/cart/totals.test.ts', line: 41}],
  changes: [
    {
      path: 'test/cart/totals.test.ts',
      diff: `--- a/test/cart/totals.test.ts
+++ b/test/cart/totals.test.ts
@@ -38,6 +38,12 @@ describe('totals', () => {
   it('sends orders of exactly €50 free of charge', () => {
-    expect(totals(cartOf(cents(5000))).shipping).toBe(0);
+    expect(totals(cartOf(FREE_SHIPPING_FROM)).shipping).toBe(cents(0));
   });
 
+  it('takes shipping costs for one cent less', () => {
+    const goods = cents(FREE_SHIPPING_FROM - 1);
+    expect(totals(cartOf(goods)).shipping).toBe(cents(490));
+  });
+
   it('adds shipping to the total', () => {
`,
    },
  ],
};

export const otherMatches = `src/cart/totals.ts:24:  const free = goods >= FREE_SHIPPING_FROM;
src/pricing/coupons.ts:17:  return goods >= coupon.VALID_FROM;
`;

export const coupons = `export function applies(coupon: Coupon, goods: Cents, now: Instant): boolean {
  if (now < coupon.starts || now >= coupon.ends) return false;
  return goods >= coupon.VALID_FROM;
}
`;

export const reviewWords =
  'Coupons compare with `>=` and are right. No other limit in `src` leaves out its own value.';

export const closingWords = `Orders of exactly **€50.00** are now sent free of charge.

| goods | shipping before | shipping now |
|---|--:|--:|
| €49.99 | €4.90 | €4.90 |
| €50.00 | €4.90 | **free** |
| €50.01 | free | free |

What changed:

- \`src/cart/totals.ts\`: the comparison includes the limit
- \`test/cart/totals.test.ts\`: one test for the limit, one for a cent below it

All 15 tests of the cart pass. The reviewer found no other place with the same fault.
`;
