import type {Server} from './distribution.mjs';

export function playSamples(
  server: Server,
  tell?: (line: string) => void,
): Promise<Map<string, string>>;
