/** US dollars, with more places where there is little. */
export function money(usd: number): string {
  const places = usd !== 0 && usd < 0.1 ? 4 : 2;
  return `$${usd.toFixed(places)}`;
}

const compact = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

/** 12,345 as "12.3K". */
export function short(count: number): string {
  return compact.format(count);
}
