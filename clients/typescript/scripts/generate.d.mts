export function generated(): Promise<string>;
export function committed(): Promise<string>;
